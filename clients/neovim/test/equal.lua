-- Fails with both values written out.
return function(found, expected)
  if not vim.deep_equal(found, expected) then
    error(("found %s\nexpected %s"):format(vim.inspect(found), vim.inspect(expected)), 2)
  end
end
