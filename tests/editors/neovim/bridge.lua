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
vim.lsp.start({
  name = "rust_analyzer",
  cmd = { "rust-analyzer" },
  root_dir = vim.fs.root(0, "Cargo.toml"),
  init_options = { checkOnSave = false, cachePriming = { enable = false } },
})
local rust_analyzer = editor.client("rust_analyzer")
local call = require("rusta.client").call
-- Until it has loaded: before, it knows nothing to offer.
editor.wait("rust-analyzer's types", function()
  local place = {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = 1, character = 12 },
  }
  local said = call(rust_analyzer, "request_sync", "textDocument/hover", place, 20000)
  return said and said.result
end)
editor.plugin({ settings = vim.json.decode(vim.env.SETTINGS) })
vim.cmd.doautocmd("FileType")
editor.client("rusta")
editor.wait("an edit of rust-analyzer", function()
  return seen.edits[1]
end)
editor.stop()
editor.report()
