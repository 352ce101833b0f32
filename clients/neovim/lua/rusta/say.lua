-- What the user is told: what happened, and what helps.
local M = {}

local function say(text, help, level)
  vim.notify(("rusta: %s%s"):format(text, help and ("; help: " .. help) or ""), level)
end

---@param text string
function M.info(text)
  say(text, nil, vim.log.levels.INFO)
end

---@param text string
---@param help? string a command
function M.warn(text, help)
  say(text, help, vim.log.levels.WARN)
end

---@param text string
---@param help? string a command
function M.error(text, help)
  say(text, help, vim.log.levels.ERROR)
end

return M
