-- The floating window: one at a time, closed by `q`, `<Esc>` or by leaving it.
local M = {}

local WIDEST, TALLEST = 100, 0.7
local shown

---@return integer? window
function M.window()
  return shown and vim.api.nvim_win_is_valid(shown) and shown or nil
end

function M.close()
  local window = M.window()
  shown = nil
  if window then
    vim.api.nvim_win_close(window, true)
  end
end

-- Lines as the screen will break them.
local function height_of(lines, width)
  local height = 0
  for _, line in ipairs(lines) do
    height = height + math.max(1, math.ceil(vim.fn.strdisplaywidth(line) / width))
  end
  return height
end

---@param lines string[]
---@param options { title: string, filetype?: string }
---@return integer buffer, integer window
function M.open(lines, options)
  M.close()
  local about = vim.api.nvim_get_current_buf()
  local width = 40
  for _, line in ipairs(lines) do
    width = math.max(width, vim.fn.strdisplaywidth(line))
  end
  width = math.min(width, WIDEST, math.max(20, vim.o.columns - 6))
  local height = math.min(height_of(lines, width), math.max(3, math.floor(vim.o.lines * TALLEST)))

  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, true, lines)
  vim.bo[buffer].modifiable, vim.bo[buffer].bufhidden = false, "wipe"
  vim.b[buffer].rusta_about = about
  local below = vim.fn.screenrow() + height + 3 < vim.o.lines
  shown = vim.api.nvim_open_win(buffer, true, {
    relative = "cursor",
    anchor = below and "NW" or "SW",
    row = below and 1 or 0,
    col = 0,
    width = width,
    height = height,
    border = "rounded",
    title = (" %s "):format(options.title),
    style = "minimal",
  })
  -- Neovim's own files for Markdown raise an error where its parser is not installed.
  pcall(vim.api.nvim_set_option_value, "filetype", options.filetype or "markdown", {
    buf = buffer,
  })
  vim.wo[shown].wrap, vim.wo[shown].linebreak, vim.wo[shown].conceallevel = true, true, 0
  for _, key in ipairs({ "q", "<Esc>" }) do
    vim.keymap.set("n", key, M.close, { buffer = buffer, nowait = true })
  end
  local window = shown
  vim.api.nvim_create_autocmd("WinLeave", {
    buffer = buffer,
    once = true,
    -- Later: no window may be closed while another is being entered.
    callback = vim.schedule_wrap(function()
      if shown == window then
        M.close()
      end
    end),
  })
  return buffer, shown
end

return M
