-- Where something is missing or dies. nvim -l faults.lua FILE; $FAULT says which.
local folder = vim.fn.fnamemodify(arg[0], ":h:h")
local editor = dofile(folder .. "/editor.lua")
local seen = editor.seen

local M = {}

-- Nothing of the project runs after a no; asking for a proof asks again.
function M.untrusted()
  editor.plugin()
  vim.cmd.edit(arg[1])
  local client = editor.client("rusta")
  editor.wait("the question", function()
    return #editor.questions > 0
  end)
  editor.settled(client)
  vim.cmd("Rusta propose")
  editor.wait("the question again", function()
    return #editor.questions > 1
  end)
  seen.questions = editor.questions
  seen.diagnostics = #editor.diagnostics("rusta")
  seen.target = vim.uv.fs_stat(client.config.root_dir .. "/target") ~= nil
  vim.cmd("Rusta explain E0382")
  seen.explanation = editor.float()
end

-- No program: one message, and no server; a second buffer tells nothing new.
function M.missing()
  editor.plugin({ cmd = { "no-such-rusta", "serve" } })
  vim.cmd.edit(arg[1])
  vim.cmd.split(vim.fs.dirname(arg[1]) .. "/other.rs")
  vim.wait(200)
  vim.cmd("Rusta diagnose")
  seen.clients = #vim.lsp.get_clients()
  vim.cmd("checkhealth rusta")
  seen.health = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  -- It was installed meanwhile.
  require("rusta.config").set({})
  vim.cmd("Rusta restart")
  editor.client("rusta")
  seen.after = #vim.lsp.get_clients()
end

-- Killed three times: started again twice, then a message with the command that helps.
function M.killed()
  editor.plugin({ settings = { trusted = false } })
  vim.cmd.edit(arg[1])
  seen.pids = {}
  for death = 1, 3 do
    local client = editor.client("rusta")
    local pid = tonumber(vim.trim(vim.fn.system("pgrep -n -P " .. vim.uv.os_getpid() .. " rusta")))
    table.insert(seen.pids, pid)
    vim.uv.kill(pid, "sigkill")
    editor.wait("the end of server " .. death, function()
      local now = vim.lsp.get_clients({ name = "rusta" })[1]
      return not now or now.id ~= client.id
    end)
  end
  editor.wait("a message", function()
    return editor.told("not started again")
  end)
  vim.wait(1500)
  seen.clients = #vim.lsp.get_clients()
  vim.cmd("Rusta restart")
  editor.client("rusta")
end

-- Beside rust-analyzer: either is killed, and the other goes on as before.
function M.either()
  editor.plugin({ settings = { trusted = true } })
  vim.cmd.edit(arg[1])
  local call = require("rusta.client").call
  local function proven()
    return vim.tbl_filter(function(found)
      return require("rusta.chips").state(found) == "proven"
    end, editor.diagnostics("rusta"))[1]
  end

  local first = editor.client("rusta").id
  editor.rust_analyzer(function(client, ...)
    return call(client, "request_sync", ...)
  end)
  editor.wait("a proven fix", proven)
  local function kill(name)
    local of = { "pgrep", "-n", "-P", tostring(vim.uv.os_getpid()), name }
    vim.uv.kill(assert(tonumber(vim.trim(vim.fn.system(of)))), "sigkill")
  end

  kill("rusta")
  local params = { textDocument = vim.lsp.util.make_text_document_params() }
  local other = editor.client("rust_analyzer")
  local said = call(other, "request_sync", "textDocument/documentSymbol", params, 20000, 0)
  seen.symbols = #(said and said.result or {})
  editor.wait("another rusta", function()
    return editor.client("rusta").id ~= first
  end)
  editor.wait("a proven fix of the other", proven)

  kill("rust-analyzer")
  editor.wait("the end of rust-analyzer", function()
    return #vim.lsp.get_clients({ name = "rust_analyzer" }) == 0
  end)
  editor.go_to(editor.wait("a proven fix alone", proven))
  vim.cmd("Rusta propose")
  seen.preview = editor.wait("the preview", editor.diff_of_tab) ~= nil
end

-- No cargo on the PATH: the server says so, and what helps.
function M.no_cargo()
  editor.plugin({ settings = { trusted = true } })
  vim.cmd.edit(arg[1])
  editor.client("rusta")
  editor.wait("a message about cargo", function()
    return editor.told("cargo")
  end)
end

-- What cannot be proven is said in green, with the step that would help.
function M.abstains()
  editor.plugin({ settings = { trusted = true } })
  vim.cmd.edit(arg[1])
  editor.client("rusta")
  local found = editor.wait("an abstention", function()
    return vim.tbl_filter(function(diagnostic)
      return require("rusta.chips").state(diagnostic) == "abstains"
    end, editor.diagnostics("rusta"))[1]
  end)
  seen.chips = editor.marks("rusta.chips")
  editor.go_to(found)
  vim.cmd("Rusta apply")
  vim.cmd("Rusta propose")
  seen.plan = editor.float()
  require("rusta.float").close()
  seen.text = editor.text()
end

-- Nothing is set up but what Neovim 0.11 and newer finds by itself.
function M.enabled()
  vim.opt.runtimepath:append(vim.env.PLUGIN)
  vim.cmd("filetype on")
  vim.lsp.config("rusta", { settings = { rusta = { trusted = false, idle_ms = 300 } } })
  vim.lsp.enable("rusta")
  vim.cmd.edit(arg[1])
  local client = editor.client("rusta")
  seen.settings = client.settings.rusta
  seen.root = client.root_dir
end

M[vim.env.FAULT]()
seen.told = editor.messages
editor.stop()
editor.report()
