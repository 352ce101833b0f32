-- The steps of running jobs (`rusta/trace`), kept from the moment somebody looks.
local M = { lines = {} }

local KEPT = 500
local listeners = {}
local subscribed -- the id of the client that was asked

local function words(step)
  if step.step == "plan" then
    return step.goal
  elseif step.step == "probe" then
    local methods = vim.tbl_map(function(probe)
      return probe.method
    end, step.probes)
    return table.concat(vim.fn.uniq(methods), ", ")
  elseif step.step == "decide" then
    return ("%s: %s"):format(step.what, step.because)
  elseif step.step == "ledger" then
    return ("%s, %.0f %%"):format(step.claim, step.confidence_bp / 100)
  end
  return "a proven patch"
end

local function add(line)
  table.insert(M.lines, (line:gsub("\n", " ")))
  if #M.lines > KEPT then
    table.remove(M.lines, 1)
  end
  for _, listener in ipairs(listeners) do
    listener()
  end
end

-- The handler of `rusta/trace`.
function M.step(_, params)
  local step = params.step
  add(("%s %d  %-7s %s"):format(params.job, params.run, step.step, words(step)))
end

-- The handler of `rusta/traceEnded`.
function M.ended(_, params)
  add(("%s %d  ended"):format(params.job, params.run))
end

---@param listener fun() called after every line
function M.watch(listener)
  table.insert(listeners, listener)
  local client = require("rusta.client").get()
  if client and subscribed ~= client.id then
    subscribed = client.id
    require("rusta.requests").send("rusta/subscribeTraces", { on = true }, function() end)
  end
end

function M.forget(listener)
  listeners = vim.tbl_filter(function(other)
    return other ~= listener
  end, listeners)
  if #listeners == 0 and subscribed then
    subscribed = nil
    require("rusta.requests").send("rusta/subscribeTraces", { on = false }, function() end)
  end
end

return M
