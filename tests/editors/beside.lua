-- rusta and rust-analyzer on one buffer: what either of them shows and offers.
-- nvim -l beside.lua FILE
local folder = vim.fn.fnamemodify(arg[0], ":h")
local editor = dofile(folder .. "/editor.lua")
local seen = editor.seen

vim.cmd("filetype on")
assert(load(vim.env.SETUP))()
editor.choose = function(title)
  return title == "Trust and check"
end
vim.cmd.edit(arg[1])
local rusta = editor.client("rusta")
vim.lsp.start({
  name = "rust-analyzer",
  cmd = { "rust-analyzer" },
  root_dir = rusta.config.root_dir,
})
local rust_analyzer = editor.client("rust-analyzer")

editor.wait("a proven fix", function()
  return vim.tbl_filter(function(found)
    return found.message:find(" %", 1, true)
  end, editor.diagnostics("rusta"))[1]
end)
editor.wait("rust-analyzer's check", function()
  return editor.diagnostics("rustc")[1]
end)

seen.diagnostics = vim.tbl_map(function(found)
  return {
    source = found.source,
    message = found.message,
    range = { found.lnum, found.col, found.end_lnum, found.end_col },
  }
end, vim.diagnostic.get(0))

-- Everywhere a user would press for a fix: at each diagnostic of either server.
local found = {}
for _, place in ipairs(vim.diagnostic.get(0)) do
  editor.go_to(place)
  for _, client in ipairs({ rusta, rust_analyzer }) do
    local own = vim.diagnostic.get(0, {
      namespace = vim.lsp.diagnostic.get_namespace(client.id),
      lnum = place.lnum,
    })
    local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
    params.context = {
      triggerKind = 1,
      diagnostics = vim.tbl_map(function(diagnostic)
        return diagnostic.user_data.lsp
      end, own),
    }
    local answer = assert(client.request_sync("textDocument/codeAction", params, 20000, 0))
    for _, action in ipairs(answer.result or {}) do
      if not action.edit and not action.disabled then
        local resolved = assert(client.request_sync("codeAction/resolve", action, 20000, 0))
        action = resolved.result or action
      end
      table.insert(found, {
        action = action,
        client = client,
        place = { place.lnum, place.col, place.message },
      })
    end
  end
end

-- What the text would be after an action; nil where it edits nothing.
local function result_of(client, edit)
  for _, change in ipairs(edit.documentChanges or {}) do
    if change.textDocument then
      change.textDocument.version = nil -- undoing is another version
    end
  end
  local before = editor.text()
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  local after = editor.text()
  if after ~= before then
    vim.cmd("silent undo")
  end
  assert(editor.text() == before, "the edit was not undone")
  return after
end

seen.actions = vim.tbl_map(function(one)
  return {
    client = one.client.name,
    place = one.place,
    title = one.action.title,
    kind = one.action.kind,
    text = one.action.edit and result_of(one.client, one.action.edit),
  }
end, found)
vim.lsp.stop_client(vim.lsp.get_clients())
editor.report()
