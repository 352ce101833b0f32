-- `:Rusta replay`: the same decisions from the recorded evidence, to the same bytes; and the trace
-- step by step: moving through the list marks the places that a step is about, `<CR>` goes there.
local requests = require("rusta.requests")

local M = {}

local space = vim.api.nvim_create_namespace("rusta.replay")

---@param document table `replay/1`
---@return string verdict
function M.verdict(document)
  if document.same then
    return ("replayed %d steps to the same bytes"):format(document.steps)
  end
  return ("replay differs at step %s: %s"):format(
    tostring(document.step),
    tostring(document.reason)
  )
end

---@param step table of a `trace-steps/1` document
---@return string line
function M.line(step)
  local ms = step.ms and ("%6d ms"):format(step.ms) or (" "):rep(9)
  local detail = step.detail ~= "" and "  " .. step.detail:gsub("%s+", " ") or ""
  local failed = step.failed and "  failed: " .. step.failed or ""
  return (
    ("%3d %s  %-7s %s%s%s")
      :format(step.seq, ms, step.kind, step.title, failed, detail)
      :gsub("\n", " ")
  )
end

local function clear()
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    vim.api.nvim_buf_clear_namespace(buffer, space, 0, -1)
  end
end

local function byte_column(buffer, line, column)
  local text = vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1] or ""
  local byte = vim.fn.byteidx(text, column - 1)
  return byte >= 0 and byte or #text
end

-- Marks the places of a step in the buffers that are loaded.
local function mark(step, root)
  clear()
  for _, place in ipairs(step.places) do
    local buffer = vim.fn.bufnr(root .. place.path:sub(#"$WS" + 1))
    if buffer ~= -1 and vim.api.nvim_buf_is_loaded(buffer) then
      local last = vim.api.nvim_buf_line_count(buffer)
      if place.end_line <= last then
        vim.api.nvim_buf_set_extmark(
          buffer,
          space,
          place.line - 1,
          byte_column(buffer, place.line, place.column),
          {
            end_row = place.end_line - 1,
            end_col = byte_column(buffer, place.end_line, place.end_column),
            hl_group = "Search",
            virt_text = { { "  ◀ " .. step.title, "RustaProving" } },
          }
        )
      end
    end
  end
end

local function go_to(step, root)
  local place = step.places[1]
  if not place then
    return
  end
  vim.cmd.wincmd("p")
  vim.cmd.edit(vim.fn.fnameescape(root .. place.path:sub(#"$WS" + 1)))
  local column = byte_column(0, place.line, place.column)
  vim.api.nvim_win_set_cursor(0, { math.min(place.line, vim.api.nvim_buf_line_count(0)), column })
  mark(step, root)
end

local function show(document, verdict, root, uri)
  local lines = { ("%s · %s"):format(document.job, verdict) }
  vim.list_extend(lines, vim.tbl_map(M.line, document.steps))
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden, vim.b[buffer].rusta_uri = "wipe", uri
  pcall(vim.api.nvim_buf_set_name, buffer, "rusta://trace/" .. document.trace)
  require("rusta.documents").fill(buffer, table.concat(lines, "\n"))
  vim.cmd("botright sbuffer " .. buffer)
  vim.wo.wrap, vim.wo.cursorline = false, true
  local function step_here()
    return document.steps[vim.api.nvim_win_get_cursor(0)[1] - 1]
  end
  vim.keymap.set("n", "q", "<Cmd>close<CR>", { buffer = buffer, nowait = true })
  vim.keymap.set("n", "<CR>", function()
    local step = step_here()
    if step then
      go_to(step, root)
    end
  end, { buffer = buffer })
  vim.api.nvim_create_autocmd("CursorMoved", {
    buffer = buffer,
    callback = function()
      local step = step_here()
      if step then
        mark(step, root)
      end
    end,
  })
  vim.api.nvim_create_autocmd("BufWipeout", { buffer = buffer, callback = clear })
end

---@param id? string a trace; else the last of the project
function M.run(id)
  local uri = requests.here().uri
  requests.root(function(root)
    requests.command("replayTrace", { trace = id, uri = uri }, function(replayed)
      local verdict = M.verdict(replayed)
      requests.command("trace", { trace = replayed.trace }, function(document)
        show(document, verdict, root, uri)
      end)
      if replayed.same then
        require("rusta.say").info(verdict)
      else
        require("rusta.say").warn(verdict)
      end
    end)
  end)
end

return M
