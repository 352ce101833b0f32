-- The options of setup, each checked by itself: a wrong one is told and has its default.
local M = {}

---@class rusta.Options
---@field cmd? string[] the program and its arguments
---@field settings? table what docs/editors.md lists, without the section's name
---@field chips? boolean virtual text and signs at errors
---@field preview? boolean show the diff before `:Rusta apply` applies
---@field rust_analyzer? boolean let rusta ask the rust-analyzer of this Neovim

---@type rusta.Options
M.defaults = {
  cmd = { "rusta", "serve" },
  settings = {},
  chips = true,
  preview = true,
  rust_analyzer = true,
}

M.options = vim.deepcopy(M.defaults)

---@param given table
---@return string[] wrong what of it does not count, in words
function M.set(given)
  local wrong = {}
  M.options = vim.deepcopy(M.defaults)
  for name, value in pairs(given) do
    local default = M.defaults[name]
    if default == nil then
      table.insert(wrong, ("there is no option %s"):format(name))
    elseif type(value) ~= type(default) or (name == "cmd" and type(value[1]) ~= "string") then
      table.insert(wrong, ("%s must be a %s"):format(name, type(default)))
    else
      M.options[name] = value
    end
  end
  table.sort(wrong)
  for _, what in ipairs(wrong) do
    require("rusta.say").warn(what, ":help rusta-options")
  end
  return wrong
end

return M
