local equal = dofile(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)) .. "/equal.lua")
local client = require("rusta.client")
local config = require("rusta.config")
local restarts = require("rusta.restarts")

-- What is told while `run` runs.
local function told(run)
  local original, messages = vim.notify, {}
  vim.notify = function(text)
    table.insert(messages, text)
  end
  local done, why = pcall(run)
  vim.notify = original
  assert(done, why)
  return messages
end

-- A folder with these files.
local function tree(files)
  local root = vim.fn.tempname()
  for name, text in pairs(files) do
    local path = vim.fs.joinpath(root, name)
    vim.fn.mkdir(vim.fs.dirname(path), "p")
    vim.fn.writefile(vim.split(text, "\n"), path)
  end
  return vim.uv.fs_realpath(root)
end

local function root_of(path)
  return client.root(vim.fn.bufadd(path))
end

local M = {}

M["a server is started again twice within three minutes, not a third time"] = function()
  local budget = restarts.new()
  equal({ budget:take(0), budget:take(1000), budget:take(2000) }, { true, true, false })
  equal(budget.spent, true)
end

M["deaths that are far apart do not add up"] = function()
  local budget = restarts.new(2, 1000)
  equal({ budget:take(0), budget:take(900), budget:take(2000), budget:take(3500) }, {
    true,
    true,
    true,
    true,
  })
end

M["the root is the workspace around a member"] = function()
  local root = tree({
    ["Cargo.toml"] = '[workspace]\nmembers = ["a"]',
    ["a/Cargo.toml"] = '[package]\nname = "a"',
    ["a/src/lib.rs"] = "",
  })
  equal(root_of(root .. "/a/src/lib.rs"), root)
end

M["without a workspace it is the nearest manifest"] = function()
  local root = tree({
    ["Cargo.toml"] = '[package]\nname = "outer"',
    ["inner/Cargo.toml"] = '[package]\nname = "inner"\n[workspace.lints]',
    ["inner/src/lib.rs"] = "",
    ["src/lib.rs"] = "",
  })
  equal(root_of(root .. "/inner/src/lib.rs"), root .. "/inner")
  equal(root_of(root .. "/src/lib.rs"), root)
end

M["a file of no crate has none"] = function()
  local root = tree({ ["main.rs"] = "" })
  equal(root_of(root .. "/main.rs"), nil)
end

M["a wrong option is told and has its default, the others count"] = function()
  local messages = told(function()
    config.set({ chips = "yes", cmd = {}, typo = 1, preview = false })
  end)
  equal(config.options, vim.tbl_extend("force", config.defaults, { preview = false }))
  equal(messages, {
    "rusta: chips must be a boolean; help: :help rusta-options",
    "rusta: cmd must be a table; help: :help rusta-options",
    "rusta: there is no option typo; help: :help rusta-options",
  })
  config.set({})
end

M["a program that is missing is told once, with what helps"] = function()
  config.set({ cmd = { "no-such-rusta" } })
  local root = tree({ ["Cargo.toml"] = "[package]", ["src/lib.rs"] = "" })
  local buffer = vim.fn.bufadd(root .. "/src/lib.rs")
  local started = false
  local messages = told(function()
    for _ = 1, 2 do
      client.config().root_dir(buffer, function()
        started = true
      end)
    end
  end)
  equal(started, false)
  equal(#messages, 1)
  equal(messages[1]:find("no program no-such-rusta", 1, true) ~= nil, true)
  equal(messages[1]:find(":Rusta restart", 1, true) ~= nil, true)
  config.set({})
end

return M
