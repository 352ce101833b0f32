-- Asking the server: commands, with the answers that need a person.
local client = require("rusta.client")
local say = require("rusta.say")

local M = {}

local NOT_TRUSTED = -32005
local CANCELLED = { [-32800] = true, [-32802] = true }
local YES, NO = "Trust and check", "Not now"

-- Without the nulls of JSON, which Neovim 0.12 keeps and 0.10 does not.
---@param value any
---@return any
function M.plain(value)
  if value == vim.NIL then
    return nil
  elseif type(value) ~= "table" then
    return value
  end
  local made = vim.islist(value) and {} or vim.empty_dict()
  for key, item in pairs(value) do
    made[key] = M.plain(item)
  end
  return made
end

local running = {} -- ids of requests that were not answered yet

---@param method string
---@param params table
---@param done fun(result: any)
function M.send(method, params, done)
  local server = client.get()
  if not server then
    say.error("no server runs for this file", ":Rusta restart, or :checkhealth rusta")
    return
  end
  local id
  local _, number = client.call(server, "request", method, params, function(err, result)
    running[id or 0] = nil
    if not err then
      done(M.plain(result))
    elseif not CANCELLED[err.code] then
      say.error(err.message)
    end
  end)
  id = number
  if id then
    running[id] = server
  end
end

-- `done` hears of answers only: what failed was told by the server.
---@param name string such as `explain`
---@param argument? table
---@param done fun(document: table)
function M.command(name, argument, done)
  local given = vim.tbl_extend("force", M.here(), argument or {})
  local params = { command = "rusta." .. name, arguments = { given } }
  M.send("workspace/executeCommand", params, function(document)
    if type(document) ~= "table" then
      return
    elseif document.document ~= "error/1" then
      done(document)
    elseif document.error.code == NOT_TRUSTED then
      M.ask_for_trust(function()
        M.command(name, argument, done)
      end)
    end
  end)
end

-- The file a command is about: floats, previews and lists say which theirs is.
---@return string? uri
local function about()
  if vim.b.rusta_uri then
    return vim.b.rusta_uri
  end
  local buffer = vim.b.rusta_about or vim.api.nvim_get_current_buf()
  if not vim.api.nvim_buf_is_valid(buffer) or vim.bo[buffer].buftype ~= "" then
    return nil
  end
  return vim.api.nvim_buf_get_name(buffer) ~= "" and vim.uri_from_bufnr(buffer) or nil
end

---@return { uri?: string }
function M.here()
  local uri = about()
  return uri and { uri = uri } or vim.empty_dict()
end

---@return { line: integer, character: integer } position of the cursor, in the server's encoding
function M.position()
  local server = client.get()
  local encoding = server and server.offset_encoding or "utf-16"
  return vim.lsp.util.make_position_params(0, encoding).position
end

function M.ask_for_trust(agreed)
  vim.ui.select(
    { YES, NO },
    { prompt = "May rusta build and test this project, in its sandbox?" },
    function(answer)
      if answer == YES then
        M.command("trust", nil, agreed)
      end
    end
  )
end

---@return integer count of the requests that are cancelled
function M.cancel()
  local count = 0
  for id, server in pairs(running) do
    client.call(server, "cancel_request", id)
    running[id] = nil
    count = count + 1
  end
  return count
end

-- The folder that `$WS` stands for in what is said of the current file.
---@param done fun(root: string)
function M.root(done)
  local uri = about()
  local name = uri and vim.uri_to_fname(uri) or ""
  M.send("rusta/status", vim.empty_dict(), function(status)
    local best, length = vim.fn.getcwd(), 0
    for _, project in pairs(status.projects) do
      if vim.startswith(name, project.root .. "/") and #project.root > length then
        best, length = project.root, #project.root
      end
    end
    done(best)
  end)
end

return M
