-- The server's process: started with the first Rust file, one for all projects, started again where
-- it dies, but not for ever.
local restarts = require("rusta.restarts")
local say = require("rusta.say")

local M = { NAME = "rusta" }

local AGAIN_MS = 500
local NEWER = vim.fn.has("nvim-0.11") == 1

local budget = restarts.new()
local leaving = {} -- clients that end because they were asked to
local told_missing = false

---@return table? client the one that runs
function M.get()
  return vim.lsp.get_clients({ name = M.NAME })[1]
end

-- A method of a client: Neovim 0.11 wants the client itself as the first argument, 0.10 does not.
function M.call(client, method, ...)
  if NEWER then
    return client[method](client, ...)
  end
  return client[method](...)
end

---@param buffer integer
---@return string? folder the outermost Cargo.toml's that the file belongs to
function M.root(buffer)
  local nearest = vim.fs.root(buffer, "Cargo.toml")
  local folder = nearest
  while folder do
    local manifest = io.open(vim.fs.joinpath(folder, "Cargo.toml"))
    local text = manifest and manifest:read("*a") or ""
    if manifest then
      manifest:close()
    end
    if ("\n" .. text):find("\n%s*%[workspace[%].]") then
      return folder
    end
    folder = vim.fs.root(vim.fs.dirname(folder), "Cargo.toml")
  end
  return nearest
end

-- Whether a server may be started; says why not, once.
local function may_start()
  if budget.spent then
    return false
  end
  local program = require("rusta.config").options.cmd[1]
  if vim.fn.executable(program) == 1 then
    told_missing = false
    return true
  end
  if not told_missing then
    told_missing = true
    say.error(
      ("there is no program %s, so nothing is explained or proven"):format(program),
      "install it (pipx install …), or name it in setup{ cmd = { … } }; then :Rusta restart"
    )
  end
  return false
end

local function on_exit(code, signal, id)
  vim.schedule(function()
    local asked = leaving[id] or (code == 0 and signal == 0) or signal == 15
    leaving[id] = nil
    if asked or vim.v.exiting ~= vim.NIL then
      return
    end
    if budget:take(vim.uv.now()) then
      vim.defer_fn(M.attach_all, AGAIN_MS)
      return
    end
    say.error(
      ("the server ended %d times within %d minutes and is not started again"):format(
        budget.limit + 1,
        budget.within_ms / 60000
      ),
      ":Rusta restart, or :checkhealth rusta"
    )
  end)
end

---@return table config for `vim.lsp.config`, and for `vim.lsp.start` once `root_dir` is resolved
function M.config()
  local options = require("rusta.config").options
  local capabilities = NEWER and {} or vim.lsp.protocol.make_client_capabilities()
  return {
    name = M.NAME,
    -- A function, so that a missing program is told by us.
    cmd = function(dispatchers)
      return vim.lsp.rpc.start(require("rusta.config").options.cmd, dispatchers)
    end,
    filetypes = { "rust" },
    root_dir = function(buffer, found)
      local root = vim.bo[buffer].buftype == "" and M.root(buffer)
      if root and may_start() then
        found(root)
      end
    end,
    reuse_client = function(client)
      return client.name == M.NAME and not M.call(client, "is_stopped")
    end,
    capabilities = vim.tbl_deep_extend("force", capabilities, {
      workspace = { textDocumentContent = { dynamicRegistration = false } },
      experimental = { rustAnalyzer = options.rust_analyzer },
    }),
    settings = { rusta = vim.tbl_extend("force", vim.empty_dict(), options.settings) },
    handlers = {
      ["rusta/rustAnalyzer"] = require("rusta.bridge").answer,
      ["rusta/trace"] = require("rusta.live").step,
      ["rusta/traceEnded"] = require("rusta.live").ended,
      ["window/showDocument"] = require("rusta.documents").show,
    },
    on_exit = on_exit,
  }
end

---@param buffer integer
function M.attach(buffer)
  if vim.bo[buffer].filetype ~= "rust" then
    return
  end
  local config = NEWER and vim.lsp.config[M.NAME] or M.config()
  config.root_dir(buffer, function(root)
    local resolved = vim.tbl_extend("force", config, { root_dir = root })
    vim.lsp.start(resolved, { bufnr = buffer, reuse_client = config.reuse_client })
  end)
end

function M.attach_all()
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      M.attach(buffer)
    end
  end
end

function M.enable()
  if NEWER then
    vim.lsp.config(M.NAME, M.config())
    vim.lsp.enable(M.NAME)
    return
  end
  local group = vim.api.nvim_create_augroup("rusta.attach", {})
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "rust",
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  M.attach_all()
end

-- By hand: what ended too often before may begin again.
function M.restart()
  budget, told_missing = restarts.new(), false
  local client = M.get()
  if not client then
    M.attach_all()
    return
  end
  leaving[client.id] = true
  M.call(client, "stop")
  local function wait(left)
    if M.get() and left > 0 then
      if left == 20 then
        M.call(client, "stop", true)
      end
      vim.defer_fn(function()
        wait(left - 1)
      end, 100)
    else
      M.attach_all()
    end
  end
  wait(50)
end

return M
