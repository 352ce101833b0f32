-- For `vim.lsp.enable("rusta")` of Neovim 0.11 and newer, with or without setup.
return require("rusta.client").config()
