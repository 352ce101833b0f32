-- The whole way through the plugin: chip, explanation, citations, preview, apply, revert, traces,
-- replay. nvim -l flow.lua FILE
local folder = vim.fn.fnamemodify(arg[0], ":h:h")
local editor = dofile(folder .. "/editor.lua")
local seen = editor.seen
editor.plugin()

editor.choose = function(title)
  return title == "Trust and check"
end
vim.cmd.edit(arg[1])
local code = vim.api.nvim_get_current_win()
seen.before = editor.text()
local client = editor.client("rusta")
local proven = editor.wait("a proven fix", function()
  return vim.tbl_filter(function(found)
    return require("rusta.chips").state(found) == "proven"
  end, editor.diagnostics("rusta"))[1]
end)
seen.trust = table.remove(editor.questions, 1)
seen.chips = editor.marks("rusta.chips")
seen.completion = {
  vim.fn.getcompletion("Rusta ", "cmdline"),
  vim.fn.getcompletion("Rusta explain ", "cmdline"),
  vim.fn.getcompletion("Rusta apply ", "cmdline"),
}

-- Explain, and open three of the citations.
editor.go_to(proven)
vim.cmd("Rusta explain")
seen.explanation = editor.float()
seen.citations = {}
for _, number in ipairs({ 1, 2, 3 }) do
  if not editor.is_float() then
    vim.api.nvim_set_current_win(code)
    vim.cmd("Rusta! explain")
  end
  editor.keys(tostring(number))
  editor.settled(client)
  local shown = editor.wait("citation " .. number, function()
    local row = vim.api.nvim_win_get_cursor(0)[1]
    local name = vim.api.nvim_buf_get_name(0)
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
    local there = not editor.is_float() and (name:find("^rusta://") or name == arg[1])
    return there and #table.concat(lines) > 0 and { name = name, row = row, lines = lines }
  end)
  table.insert(seen.citations, shown)
  if vim.startswith(shown.name, "rusta://") then
    vim.cmd.close()
  end
end
vim.api.nvim_set_current_win(code)

-- What is wrong, as a list.
vim.cmd("Rusta diagnose")
seen.quickfix = editor.wait("the quickfix list", function()
  local list = vim.fn.getqflist()
  return #list > 0 and list
end)
for _, item in ipairs(seen.quickfix) do
  item.file = vim.api.nvim_buf_get_name(item.bufnr)
end
vim.cmd.cclose()
vim.api.nvim_set_current_win(code)

-- Propose, with the steps of it live.
vim.cmd("Rusta traces")
local traces = editor.wait("the list of traces", function()
  local buffer = vim.api.nvim_get_current_buf()
  return vim.api.nvim_buf_line_count(buffer) > 2 and buffer
end)
vim.api.nvim_set_current_win(code)
editor.go_to(proven)
vim.cmd("Rusta propose")
seen.preview = editor.wait("the preview", function()
  return editor.diff_of_tab()
end)
seen.live = vim.api.nvim_buf_get_lines(traces, 0, -1, true)

-- Apply, save, check, take back, save.
editor.keys("a")
editor.wait("the edit", function()
  return vim.api.nvim_get_current_win() == code and editor.text() ~= seen.before
end)
seen.tabs = #vim.api.nvim_list_tabpages()
seen.after = editor.text()
editor.settled(client)
editor.save_and_check(client)
vim.cmd("Rusta revert")
editor.wait("the text as it was", function()
  return editor.text() == seen.before
end)
editor.settled(client)
vim.cmd.write()

-- Replay, step by step.
vim.cmd("Rusta replay")
seen.replay = editor.wait("the steps of the trace", function()
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  return lines[1]:find("replayed", 1, true) and lines
end)
vim.cmd.close()
vim.api.nvim_set_current_win(vim.fn.bufwinid(traces))
local row = editor.wait("a trace of propose", function()
  for index, line in ipairs(vim.api.nvim_buf_get_lines(traces, 0, -1, true)) do
    if line:find("  propose ", 1, true) and line:match("^%x+ ") then
      return index
    end
  end
end)
vim.api.nvim_win_set_cursor(0, { row, 0 })
editor.keys("<CR>")
local steps = editor.wait("the steps of propose", function()
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  return lines[1]:find("propose · replayed", 1, true) and lines
end)
for index, line in ipairs(steps) do
  if line:find("probe%s+cargo%.check") then
    vim.api.nvim_win_set_cursor(0, { index, 0 })
    break
  end
end
vim.cmd.doautocmd("CursorMoved")
seen.marked = editor.marks("rusta.replay", vim.api.nvim_win_get_buf(code))
vim.cmd.close()

vim.api.nvim_set_current_win(code)
vim.cmd("Rusta memory")
editor.wait("what is remembered", function()
  return editor.told("remembered")
end)
seen.told = editor.messages
vim.cmd("checkhealth rusta")
seen.health = vim.api.nvim_buf_get_lines(0, 0, -1, true)
editor.stop()
editor.report()
