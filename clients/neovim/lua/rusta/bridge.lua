-- rusta asks the rust-analyzer of this Neovim; the request is described in docs/editors.md.
local client_of = require("rusta.client").call

local M = {}

local LIMIT_MS = 10000
local FAILED = -32803 -- LSP 3.17, RequestFailed

-- Whatever it is called: by lspconfig, by rustaceanvim, by hand.
local function serves(client, uri)
  local root = client.root_dir or client.config.root_dir
  return client.name:find("^rust.analyzer$")
    and type(root) == "string"
    and vim.uri_from_fname(root) == uri
end

---@param asked { uri: string, method?: string, params?: any }
---@return table|userdata answer
function M.answer(_, asked)
  local found = vim.tbl_filter(function(client)
    return serves(client, asked.uri)
  end, vim.lsp.get_clients())[1]
  if not found then
    return vim.NIL
  end
  if not asked.method or asked.method == vim.NIL then
    local info = found.server_info or {}
    return { version = info.version, positionEncoding = found.offset_encoding }
  end
  return M.pass_on(found, asked)
end

-- Handlers run in coroutines: the user types on while rust-analyzer thinks.
function M.pass_on(client, asked)
  local waiting = coroutine.running()
  local done = false
  local function answer(said)
    if not done then
      done = true
      vim.schedule(function()
        coroutine.resume(waiting, said)
      end)
    end
  end
  local sent = client_of(client, "request", asked.method, asked.params, function(err, result)
    if err then
      answer({ error = { code = err.code, message = err.message } })
    else
      answer({ result = result == nil and vim.NIL or result })
    end
  end)
  if not sent then
    return { error = { code = FAILED, message = "rust-analyzer has ended" } }
  end
  vim.defer_fn(function()
    answer({ error = { code = FAILED, message = "rust-analyzer took too long" } })
  end, LIMIT_MS)
  return coroutine.yield()
end

return M
