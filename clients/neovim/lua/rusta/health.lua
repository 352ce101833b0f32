-- `:checkhealth rusta`.
local M = {}

local health = vim.health
local LIMIT_MS = 30000

local function run(command)
  local started, process = pcall(vim.system, command, { text = true, timeout = LIMIT_MS })
  return started and process:wait() or nil
end

-- Whether there is a server to ask.
local function program(cmd)
  health.start("rusta: the program")
  if vim.fn.has("nvim-0.10") == 0 then
    health.error("Neovim 0.10 or newer is needed")
  end
  local path = vim.fn.exepath(cmd[1])
  if path == "" then
    health.error(("there is no program %s"):format(cmd[1]), {
      "install it as its README says: pipx install …",
      'or name it: require("rusta").setup({ cmd = { "/path/to/rusta", "serve" } })',
    })
    return false
  end
  local said = run({ path, "--version" })
  if not said or said.code ~= 0 then
    health.error(
      ("%s does not run: %s"):format(path, said and vim.trim(said.stderr) or "no answer")
    )
    return false
  end
  health.ok(("%s (%s)"):format(vim.trim(said.stdout), path))
  return true
end

-- What `rusta doctor` finds, with the commands that help.
local function doctor(path)
  health.start("rusta: what it needs")
  local said = run({ path, "doctor", "--json" })
  local parsed, document =
    pcall(vim.json.decode, said and said.stdout or "", { luanil = { object = true } })
  if not parsed or type(document) ~= "table" or not document.items then
    health.error("rusta doctor did not answer", { "run it in a terminal: rusta doctor" })
    return
  end
  local sandboxed = vim.iter(document.items):any(function(item)
    return item.found and vim.startswith(item.name, "sandbox ")
  end)
  local items = vim.tbl_filter(function(item)
    -- Projects are listed below, and one sandbox is enough.
    local spare = sandboxed and not item.found and vim.startswith(item.name, "sandbox ")
    return item.name ~= "project" and not spare
  end, document.items)
  for _, item in ipairs(items) do
    local text = ("%s: %s"):format(item.name, item.detail)
    local advice = item.remedy and { item.remedy } or nil
    if item.found then
      health.ok(text)
    elseif item.required then
      health.error(text, advice)
    else
      health.warn(text, advice)
    end
  end
end

local function servers()
  health.start("rusta: in this Neovim")
  local client = require("rusta.client").get()
  if not client then
    health.info("no server runs; it starts with the first Rust file of a cargo project")
  else
    health.ok(
      ("a server runs (%s)"):format((client.server_info or {}).version or "of unknown version")
    )
    local buffer = next(client.attached_buffers)
    local said = buffer
      and require("rusta.client").call(
        client,
        "request_sync",
        "rusta/status",
        vim.empty_dict(),
        5000,
        buffer
      )
    for _, project in pairs(said and said.result and said.result.projects or {}) do
      if project.trusted then
        health.ok(("%s: %s, %d errors"):format(project.root, project.phase, project.errors))
      else
        health.warn(
          ("%s is not trusted, so nothing is proven"):format(project.root),
          { ":Rusta trust" }
        )
      end
    end
  end
  local beside = vim.tbl_filter(function(other)
    return other.name:find("^rust.analyzer$")
  end, vim.lsp.get_clients())
  health.info(#beside > 0 and "rust-analyzer runs beside it" or "no rust-analyzer runs beside it")
  local newer = vim.lsp.log and vim.lsp.log.get_filename
  health.info("what servers print: " .. (newer or vim.lsp.get_log_path)())
end

function M.check()
  local cmd = require("rusta.config").options.cmd
  if program(cmd) then
    doctor(cmd[1])
  end
  servers()
end

return M
