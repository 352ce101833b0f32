-- `:Rusta traces`: what was recorded, newest first, and the steps of running jobs below, live.
-- `<CR>` goes through a recorded one.
local live = require("rusta.live")
local requests = require("rusta.requests")

local M = {}

local NAME = "rusta://traces"
local LIVE = "live"
local recorded = {} -- the summaries of the last list

---@return string[] ids of the traces that were listed last
function M.ids()
  return vim.tbl_map(function(trace)
    return trace.trace:sub(1, 12)
  end, recorded)
end

---@param trace table a summary of a `traces/1` document
---@return string line
function M.line(trace)
  local ended = trace.ended_unix_s and os.date("%Y-%m-%d %H:%M:%S", trace.ended_unix_s)
    or ("?"):rep(19)
  local failed = trace.error and "  " .. trace.error or ""
  return ("%s  %s  %-8s %3d steps%s"):format(
    trace.trace:sub(1, 12),
    ended,
    trace.job,
    trace.steps,
    failed
  )
end

local function draw(buffer)
  if not vim.api.nvim_buf_is_valid(buffer) then
    return
  end
  local lines = vim.tbl_map(M.line, recorded)
  vim.list_extend(lines, { "", LIVE })
  vim.list_extend(lines, live.lines)
  require("rusta.documents").fill(buffer, table.concat(lines, "\n"))
end

local function list(buffer)
  requests.command("traces", { uri = vim.b[buffer].rusta_uri }, function(document)
    recorded = document.traces
    draw(buffer)
  end)
end

local function buffer_of(uri)
  local buffer = vim.fn.bufnr("^" .. NAME .. "$")
  if buffer == -1 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, NAME)
    vim.bo[buffer].bufhidden = "wipe"
    local function changed()
      draw(buffer)
      if live.lines[#live.lines]:find("  ended$") then
        list(buffer)
      end
    end
    live.watch(changed)
    vim.api.nvim_create_autocmd("BufWipeout", {
      buffer = buffer,
      callback = function()
        live.forget(changed)
      end,
    })
    vim.keymap.set("n", "q", "<Cmd>close<CR>", { buffer = buffer, nowait = true })
    vim.keymap.set("n", "<CR>", function()
      local trace = recorded[vim.api.nvim_win_get_cursor(0)[1]]
      if trace then
        require("rusta.replay").run(trace.trace)
      end
    end, { buffer = buffer })
  end
  vim.b[buffer].rusta_uri = uri
  return buffer
end

function M.run()
  local buffer = buffer_of(requests.here().uri)
  local window = vim.fn.bufwinid(buffer)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd("botright sbuffer " .. buffer)
  end
  list(buffer)
end

return M
