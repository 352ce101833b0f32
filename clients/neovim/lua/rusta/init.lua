-- rusta in Neovim: `require("rusta").setup({})`. What there is to set is in `rusta.config`.
local M = {}

---@param options? rusta.Options
function M.setup(options)
  require("rusta.config").set(options or {})
  require("rusta.chips").enable()
  require("rusta.progress").enable()
  require("rusta.client").enable()
end

return M
