-- The server's own documents (`rusta:/anchor/…`, `rusta:/preview/…`, LSP 3.18
-- textDocumentContent) as buffers `rusta://anchor/…`. Vim takes a name without `//` for a file
-- below the current folder.
local M = {}

local SCHEME = "rusta:/"

---@param uri string
---@return string name of its buffer
function M.name_of(uri)
  return SCHEME .. "/" .. uri:sub(#SCHEME + 1)
end

---@param name string
---@return string uri
function M.uri_of(name)
  return SCHEME .. name:sub(#SCHEME + 2)
end

---@param uri string
---@param done fun(text: string)
function M.text(uri, done)
  require("rusta.requests").send("workspace/textDocumentContent", { uri = uri }, function(found)
    done(found.text)
  end)
end

---@param buffer integer
---@param text string
function M.fill(buffer, text)
  if not vim.api.nvim_buf_is_valid(buffer) then
    return
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, true, vim.split((text:gsub("\n$", "")), "\n"))
  vim.bo[buffer].modifiable, vim.bo[buffer].modified = false, false
end

-- BufReadCmd of `rusta://*`.
---@param buffer integer
function M.read(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  vim.bo[buffer].buftype, vim.bo[buffer].swapfile = "nofile", false
  vim.bo[buffer].modifiable = false
  M.text(M.uri_of(name), function(text)
    M.fill(buffer, text)
    vim.bo[buffer].filetype = name:match("%.md$") and "markdown"
      or name:match("%.rs$") and "rust"
      or "text"
  end)
end

-- A window for what is read beside the code: the one that shows such a document, else a new one.
local function window_for_reading()
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    local name = vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(window))
    if vim.startswith(name, SCHEME .. "/anchor/") then
      return vim.api.nvim_set_current_win(window)
    end
  end
  vim.cmd("botright split")
end

-- Never into a float, which may close at any time.
local function leave_float()
  if vim.api.nvim_win_get_config(0).relative ~= "" then
    require("rusta.float").close()
  end
end

-- The handler of `window/showDocument`.
function M.show(err, params, context, config)
  if require("rusta.preview").asking and vim.startswith(params.uri, SCHEME .. "preview/") then
    return { success = true } -- the preview shows it in its own way
  end
  leave_float()
  if not vim.startswith(params.uri, SCHEME) then
    return vim.lsp.handlers["window/showDocument"](err, params, context, config)
  end
  window_for_reading()
  vim.cmd.edit(vim.fn.fnameescape(M.name_of(params.uri)))
  vim.wo.wrap, vim.wo.linebreak = true, true
  return { success = true }
end

return M
