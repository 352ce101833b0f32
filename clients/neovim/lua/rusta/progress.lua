-- What takes over a second says how far it is, on the command line.
local M = {}

---@param value table of `$/progress`
---@return string text empty at the end
function M.text(value)
  if value.kind == "end" then
    return ""
  end
  local parts = { value.title or "rusta", value.message }
  if value.percentage and value.percentage > 0 then
    table.insert(parts, ("%d %%"):format(value.percentage))
  end
  return table.concat(parts, " · ") .. " (:Rusta cancel)"
end

function M.enable()
  vim.api.nvim_create_autocmd("LspProgress", {
    group = vim.api.nvim_create_augroup("rusta.progress", {}),
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == require("rusta.client").NAME then
        local text = M.text(event.data.params.value)
        vim.api.nvim_echo({ { text:sub(1, math.max(0, vim.o.columns - 12)) } }, false, {})
      end
    end,
  })
end

return M
