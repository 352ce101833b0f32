import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    // Tests hand over parts of what VS Code gives.
    files: ["test/**"],
    rules: {
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // It takes the key `anchor` of an argument for a method of old strings.
      "@typescript-eslint/no-deprecated": "off",
    },
  },
);
