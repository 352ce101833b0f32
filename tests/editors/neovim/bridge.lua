-- rusta asks the rust-analyzer of this Neovim through the plugin. nvim -l bridge.lua FILE
local folder = vim.fn.fnamemodify(arg[0], ":h:h")
local editor = dofile(folder .. "/editor.lua")
local seen = editor.seen
seen.asked, seen.edits = {}, {}

vim.opt.runtimepath:append(vim.env.PLUGIN)
local bridge = require("rusta.bridge")
local answer = bridge.answer
bridge.answer = function(err, asked, ...)
  local said = answer(err, asked, ...)
  table.insert(seen.asked, type(asked.method) == "string" and asked.method or "")
  if asked.method == "codeAction/resolve" then
    table.insert(seen.edits, said.result.edit.documentChanges[1].edits[1].newText)
  end
  return said
end

vim.cmd("filetype on")
vim.cmd.edit(arg[1])
local call = require("rusta.client").call
editor.rust_analyzer(function(client, ...)
  return call(client, "request_sync", ...)
end)
editor.plugin({ settings = vim.json.decode(vim.env.SETTINGS) })
vim.cmd.doautocmd("FileType")
editor.client("rusta")
editor.wait("an edit of rust-analyzer", function()
  return seen.edits[1]
end)
editor.stop()
editor.report()
