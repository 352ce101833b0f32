-- Chips: at each error the proven fix with its confidence, or why there is none, as virtual text
-- and a sign. They are the server's hints; Neovim's own drawing of those is switched off.
local M = {}

local space = vim.api.nvim_create_namespace("rusta.chips")

local silenced = {} -- namespaces of diagnostics that are drawn here

local LOOKS = {
  proven = { "●", "RustaProven" },
  step = { "◐", "RustaStep" },
  abstains = { "○", "RustaAbstains" },
  proving = { "…", "RustaProving" },
  failed = { "!", "RustaFailed" },
  unknown = { "○", "RustaProving" },
}

local COLOURS = {
  RustaProven = "DiagnosticInfo",
  RustaStep = "DiagnosticWarn",
  RustaAbstains = "DiagnosticOk",
  RustaProving = "Comment",
  RustaFailed = "DiagnosticError",
  RustaUnknown = "Comment",
}

---@return string state of the proof, as the server names it
function M.state(diagnostic)
  local lsp = (diagnostic.user_data or {}).lsp or {}
  local state = type(lsp.data) == "table" and lsp.data.state
  return LOOKS[state] and state or "unknown"
end

---@param buffer integer
function M.draw(buffer)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  vim.api.nvim_buf_clear_namespace(buffer, space, 0, -1)
  local last = vim.api.nvim_buf_line_count(buffer) - 1
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if diagnostic.source == "rusta" and diagnostic.lnum <= last then
      if not silenced[diagnostic.namespace] then
        silenced[diagnostic.namespace] = true
        vim.diagnostic.config({ virtual_text = false, signs = false }, diagnostic.namespace)
      end
      local sign, colour = unpack(LOOKS[M.state(diagnostic)])
      local text = diagnostic.message:match("[^\n]*$")
      vim.api.nvim_buf_set_extmark(buffer, space, diagnostic.lnum, 0, {
        virt_text = { { ("  %s %s"):format(sign, text), colour } },
        sign_text = sign,
        sign_hl_group = colour,
        priority = 20,
      })
    end
  end
end

function M.enable()
  for name, linked in pairs(COLOURS) do
    vim.api.nvim_set_hl(0, name, { link = linked, default = true })
  end
  local group = vim.api.nvim_create_augroup("rusta.chips", {})
  if not require("rusta.config").options.chips then
    return
  end
  vim.api.nvim_create_autocmd("DiagnosticChanged", {
    group = group,
    callback = function(event)
      M.draw(event.buf)
    end,
  })
end

return M
