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
editor.rust_analyzer(function(client, ...)
  return client.request_sync(...)
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
