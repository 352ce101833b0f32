-- One whole flow: trust, diagnostics, hover, fix, save, check, revert. nvim -l flow.lua FILE
-- $SETUP is the configuration as the README has it, $REPORT where what was seen is written.
local folder = vim.fn.fnamemodify(arg[0], ":h")
local editor = dofile(folder .. "/editor.lua")
local seen = editor.seen

vim.cmd("filetype on")
assert(load(vim.env.SETUP))()
editor.choose = function(title)
  return title == "Trust and check"
end
vim.cmd.edit(arg[1])
seen.before = editor.text()
local client = editor.client("rusta")

local proven = editor.wait("a proven fix", function()
  return vim.tbl_filter(function(found)
    return found.message:find(" %", 1, true)
  end, editor.diagnostics("rusta"))[1]
end)
seen.diagnostic = { message = proven.message, code = proven.code, line = proven.lnum + 1 }
seen.trust = table.remove(editor.questions, 1)

editor.go_to(proven)
vim.lsp.buf.hover()
local float = editor.wait("the hover", function()
  return vim.tbl_filter(function(window)
    return vim.api.nvim_win_get_config(window).relative ~= ""
  end, vim.api.nvim_list_wins())[1]
end)
local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, true)
seen.hover = table.concat(lines, "\n")
vim.api.nvim_win_close(float, true)

editor.choose = function(title)
  return title:find("proven", 1, true)
end
vim.lsp.buf.code_action()
editor.wait("the edit", function()
  return editor.text() ~= seen.before
end)
seen.actions = table.remove(editor.questions, 1).titles
seen.after = editor.text()
editor.settled(client)

editor.save_and_check(client)

local answered
client.request(
  "workspace/executeCommand",
  { command = "rusta.revert", arguments = {} },
  function(error, result)
    answered = { error = error and error.message, document = result and result.document }
  end,
  0
)
seen.revert = editor.wait("the revert", function()
  return answered
end)
vim.cmd.write()
seen.reverted = editor.text()

vim.lsp.stop_client(client.id)
editor.wait("the end of the server", function()
  return #vim.lsp.get_clients() == 0
end)
editor.report()
