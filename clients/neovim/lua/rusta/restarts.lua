-- How often a server that dies is started again.
local M = {}
M.__index = M

---@return table budget
function M.new(limit, within_ms)
  return setmetatable(
    { limit = limit or 2, within_ms = within_ms or 180000, deaths = {}, spent = false },
    M
  )
end

---@param now integer milliseconds
---@return boolean again whether one more start is left after a death at `now`
function M:take(now)
  table.insert(self.deaths, now)
  self.deaths = vim.tbl_filter(function(death)
    return now - death < self.within_ms
  end, self.deaths)
  self.spent = #self.deaths > self.limit
  return not self.spent
end

return M
