-- `:Rusta propose`, `apply` and `revert`: what is proven, and the way back.
local preview = require("rusta.preview")
local requests = require("rusta.requests")
local say = require("rusta.say")

local M = {}

-- Proposals seen in this session, by id: the server's documents name a proposal, but do not show it
-- again.
local known = {}

---@return string[] ids
function M.ids()
  local found = vim.tbl_keys(known)
  for _, diagnostic in ipairs(vim.diagnostic.get()) do
    local id = M.named_by(diagnostic)
    if id and not known[id] then
      table.insert(found, id)
    end
  end
  table.sort(found)
  return found
end

---@return string? id of the proven proposal for a diagnostic
function M.named_by(diagnostic)
  local lsp = (diagnostic.user_data or {}).lsp or {}
  return type(lsp.data) == "table" and lsp.data.proposal or nil
end

local function counted(count, what)
  return ("%d %s%s"):format(count, what, count == 1 and "" or "s")
end

local function choose(document)
  local proposals = document.result.proposals
  local items = {}
  for index, proposal in ipairs(proposals) do
    known[document.ids[index]] = proposal
    table.insert(items, { id = document.ids[index], proposal = proposal })
  end
  if #items == 1 then
    preview.show(items[1].id, items[1].proposal)
    return
  end
  vim.ui.select(items, {
    prompt = "rusta: proven patches",
    format_item = function(item)
      return preview.headline(item.proposal)
    end,
  }, function(item)
    if item then
      preview.show(item.id, item.proposal)
    end
  end)
end

---@param whole boolean for all errors together instead of the one under the cursor
function M.propose(whole)
  local asked = whole and {} or { position = requests.position() }
  requests.command("proposePatch", asked, function(document)
    local status = document.result.status
    if status == "proposed" then
      choose(document)
    elseif status == "clean" then
      say.info("nothing is wrong here")
    else
      require("rusta.abstention").show(document.result)
    end
  end)
end

-- The best for the error under the cursor, and its chip.
local function offered_here()
  local row = vim.api.nvim_win_get_cursor(0)[1] - 1
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.lnum <= row and row <= (diagnostic.end_lnum or diagnostic.lnum) then
      local id = M.named_by(diagnostic)
      if id then
        return id, diagnostic.message
      end
    end
  end
end

---@param id? string a proposal; else that of the preview, else the best under the cursor
---@param at_once boolean without a preview
function M.apply(id, at_once)
  if not id and preview.id() then
    M.apply_now(preview.id())
    return
  end
  local headline = id
  if not id then
    id, headline = offered_here()
  end
  if not id then
    say.warn("nothing is proven here", ":Rusta propose")
  elseif at_once or not require("rusta.config").options.preview then
    M.apply_now(id)
  elseif known[id] then
    preview.show(id, known[id])
  else
    preview.ask(id, headline)
  end
end

---@param id string
function M.apply_now(id)
  preview.close()
  requests.command("applyPatch", { proposal = id }, function(document)
    local outcome = document.result
    local waiting = #outcome.buffers > 0
        and (", %s not saved yet"):format(counted(#outcome.buffers, "file"))
      or ""
    say.info(
      ("applied to %s%s; :Rusta revert takes it back"):format(
        counted(#outcome.files, "file"),
        waiting
      )
    )
    vim.cmd.checktime()
  end)
end

---@param entry? string of the journal; else the newest
function M.revert(entry)
  requests.command("revert", { entry = entry }, function(document)
    say.info(("reverted %s"):format(counted(#document.result.files, "file")))
    vim.cmd.checktime()
  end)
end

return M
