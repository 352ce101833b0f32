-- `:Rusta NAME [ARGUMENT]`, and what completes it.
local M = {}

local function patches()
  return require("rusta.patches")
end

---@class rusta.Command
---@field run fun(argument?: string, bang: boolean)
---@field complete? fun(): string[]

-- Codes of the errors in the current buffer.
local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if type(diagnostic.code) == "string" and diagnostic.code:match("^E%d+$") then
      found[diagnostic.code] = true
    end
  end
  return vim.tbl_keys(found)
end

local function trace_ids()
  return require("rusta.traces").ids()
end

---@type table<string, rusta.Command>
M.all = {
  explain = {
    run = function(code, bang)
      require("rusta.explain").run(code, bang)
    end,
    complete = codes,
  },
  diagnose = {
    run = function()
      require("rusta.quickfix").run()
    end,
  },
  propose = {
    run = function(_, bang)
      patches().propose(bang)
    end,
  },
  apply = {
    run = function(id, bang)
      patches().apply(id, bang)
    end,
    complete = function()
      return patches().ids()
    end,
  },
  revert = {
    run = function(entry)
      patches().revert(entry)
    end,
  },
  replay = {
    run = function(id)
      require("rusta.replay").run(id)
    end,
    complete = trace_ids,
  },
  traces = {
    run = function()
      require("rusta.traces").run()
    end,
  },
  memory = {
    run = function()
      require("rusta.requests").command("memoryExport", nil, function(document)
        require("rusta.say").info(
          ("%d fixes remembered; %s"):format(document.remembered, document.note)
        )
      end)
    end,
  },
  trust = {
    run = function()
      require("rusta.requests").command("trust", nil, function(document)
        require("rusta.say").info(document.root .. " is trusted")
      end)
    end,
  },
  distrust = {
    run = function()
      require("rusta.requests").command("revokeTrust", nil, function(document)
        require("rusta.say").info(document.root .. " is not trusted any more")
      end)
    end,
  },
  cancel = {
    run = function()
      require("rusta.requests").cancel()
    end,
  },
  restart = {
    run = function()
      require("rusta.client").restart()
    end,
  },
}

---@param given { fargs: string[], bang: boolean }
function M.run(given)
  local name, argument = unpack(given.fargs)
  local command = M.all[name]
  if not command then
    require("rusta.say").error(("there is no command %s"):format(name), ":help rusta-commands")
    return
  end
  command.run(argument, given.bang)
end

---@param lead string the word that is being typed
---@param line string up to the cursor
---@return string[]
function M.complete(lead, line)
  local before = line:sub(1, #line - #lead):gsub("^%s*%S*Rusta!?", "", 1)
  local typed = vim.split(before, "%s+", { trimempty = true })
  local offered = {}
  if #typed == 0 then
    offered = vim.tbl_keys(M.all)
  elseif #typed == 1 and M.all[typed[1]] and M.all[typed[1]].complete then
    offered = M.all[typed[1]].complete()
  end
  table.sort(offered)
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, offered)
end

return M
