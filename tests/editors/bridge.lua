-- rusta asks the rust-analyzer of this Neovim, by the handler of docs/editors.md.
-- nvim -l bridge.lua FILE
local folder = vim.fn.fnamemodify(arg[0], ":h")
local editor = dofile(folder .. "/editor.lua")
local seen = editor.seen

assert(load(vim.env.BRIDGE .. "\nABLE = able"))()
local pass_on = vim.lsp.handlers["rusta/rustAnalyzer"]
seen.asked, seen.edits = {}, {}
vim.lsp.handlers["rusta/rustAnalyzer"] = function(err, asked, ...)
  local said = pass_on(err, asked, ...)
  table.insert(seen.asked, asked.method or "")
  if asked.method == "codeAction/resolve" then
    table.insert(seen.edits, said.result.edit.documentChanges[1].edits[1].newText)
  end
  return said
end

vim.cmd("filetype on")
vim.cmd.edit(arg[1])
local root = vim.fs.root(0, "Cargo.toml")
vim.lsp.start({
  name = "rust_analyzer",
  cmd = { "rust-analyzer" },
  root_dir = root,
  init_options = { checkOnSave = false, cachePriming = { enable = false } },
})
local rust_analyzer = editor.client("rust_analyzer")
-- Until it has loaded: before, it knows nothing to offer.
editor.wait("rust-analyzer's types", function()
  local place = {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = 1, character = 12 },
  }
  local said = rust_analyzer.request_sync("textDocument/hover", place, 20000)
  return said and said.result
end)
vim.lsp.start({
  name = "rusta",
  cmd = { "rusta", "serve" },
  root_dir = root,
  capabilities = _G.ABLE,
  settings = { rusta = vim.json.decode(vim.env.SETTINGS) },
})
editor.client("rusta")
-- What rusta makes of it is proven in tests/lsp; that takes longer than an answer.
editor.wait("an edit of rust-analyzer", function()
  return seen.edits[1]
end)
vim.lsp.stop_client(vim.lsp.get_clients())
editor.report()
