-- A proposal as a diff in a tab of its own: left the file as it is, right as the patch makes it.
-- `a` applies, `q` closes, `]f` and `[f` go from file to file.
local documents = require("rusta.documents")
local requests = require("rusta.requests")

local M = {}

local SPACE = "[^%w%-%._~/]"
local open -- { id, workspace, headline, files, tab, file, root }

local function percent(proposal)
  return ("%.0f %%"):format(proposal.confidence.bp / 100)
end

---@param proposal table
---@return string headline what the patch is and what was shown of it
function M.headline(proposal)
  local tests = proposal.proof.tests
  local ran = ({
    passed = ("%d tests pass"):format(tests.passed),
    ["no-tests"] = "there are no tests",
  })[tests.run] or ("tests: %s"):format(tests.run)
  local gate = proposal.proof.gate == "clippy" and "cargo clippy" or "cargo check"
  local uncounted = proposal.confidence.calibrated and "" or " (not calibrated)"
  return ("%s · %s%s · proven: %s green, %s"):format(
    proposal.title,
    percent(proposal),
    uncounted,
    gate,
    ran
  )
end

---@return string uri of the file `path` (a token) as the proposal makes it
function M.uri(id, workspace, path)
  local quoted = path:gsub(SPACE, function(char)
    return ("%%%02X"):format(char:byte())
  end)
  return ("rusta:/preview/%s/%s/%s"):format(workspace, id, quoted)
end

---@return string? id of the proposal whose preview is open
function M.id()
  return open and vim.api.nvim_tabpage_is_valid(open.tab) and open.id or nil
end

function M.close()
  local tab = open and open.tab
  open = nil
  if tab and vim.api.nvim_tabpage_is_valid(tab) and #vim.api.nvim_list_tabpages() > 1 then
    vim.cmd.tabclose(vim.api.nvim_tabpage_get_number(tab))
  end
end

local function scratch(name, text)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = "wipe"
  pcall(vim.api.nvim_buf_set_name, buffer, name)
  documents.fill(buffer, text)
  vim.bo[buffer].filetype = "rust"
  return buffer
end

local function keys(buffer)
  local function map(key, action)
    vim.keymap.set("n", key, action, { buffer = buffer, nowait = true })
  end
  map("a", function()
    require("rusta.patches").apply_now(open.id)
  end)
  map("q", M.close)
  map("]f", function()
    M.turn(1)
  end)
  map("[f", function()
    M.turn(-1)
  end)
end

local function lay_out(file, text)
  vim.api.nvim_set_current_tabpage(open.tab)
  vim.cmd("silent only")
  local path = file.path:gsub("^%$WS", open.root)
  if vim.fn.bufloaded(path) == 1 or vim.fn.filereadable(path) == 1 then
    vim.cmd("silent keepalt edit " .. vim.fn.fnameescape(path))
  else
    vim.api.nvim_win_set_buf(0, scratch("rusta://before/" .. path, ""))
  end
  vim.cmd.diffthis()
  local after = scratch(documents.name_of(M.uri(open.id, open.workspace, file.path)), text)
  vim.b[after].rusta_about = vim.api.nvim_get_current_buf()
  vim.cmd("rightbelow vertical sbuffer " .. after)
  vim.cmd.diffthis()
  local which = ""
  if #open.files > 1 then
    which = (" · file %d of %d, ]f [f"):format(open.file, #open.files)
  end
  local headline = ("%s%s · a applies, q closes"):format(open.headline, which)
  vim.wo.winbar = (headline:gsub("%%", "%%%%"))
  keys(after)
  vim.cmd("silent! normal! gg]c")
end

---@param by integer 1 or -1
function M.turn(by)
  open.file = (open.file - 1 + by) % #open.files + 1
  M.draw()
end

function M.draw()
  local file = open.files[open.file]
  if file.deleted then
    lay_out(file, "")
    return
  end
  local meant = open
  documents.text(M.uri(open.id, open.workspace, file.path), function(text)
    if open == meant and vim.api.nvim_tabpage_is_valid(open.tab) then
      lay_out(file, text)
    end
  end)
end

---@param given { id: string, workspace: string, headline: string, files: table[] }
function M.open(given)
  requests.root(function(root)
    M.close()
    vim.cmd("tab split")
    open = vim.tbl_extend("force", given, {
      tab = vim.api.nvim_get_current_tabpage(),
      file = 1,
      root = root,
    })
    M.draw()
  end)
end

---@param id string
---@param proposal table
function M.show(id, proposal)
  M.open({
    id = id,
    workspace = proposal.workspace_id,
    headline = M.headline(proposal),
    files = vim.tbl_map(function(file)
      return { path = file.path, deleted = file.after_sha256 == nil }
    end, proposal.patch.files),
  })
end

-- Of a proposal that is known by its id and chip alone. The server would have its files opened.
---@param id string
---@param headline string
function M.ask(id, headline)
  M.asking = true
  requests.command("preview", { proposal = id }, function(document)
    M.asking = false
    local workspace
    local files = vim.tbl_map(function(file)
      local deleted = file.uri == nil
      workspace = workspace or (not deleted and file.uri:match("^rusta:/preview/(%x+)/"))
      return { path = file.path, deleted = deleted }
    end, document.files)
    M.open({ id = id, workspace = workspace, headline = headline, files = files })
  end)
end

return M
