import { readdirSync } from "node:fs";
import js from "@eslint/js";
import query from "@tanstack/eslint-plugin-query";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const features = readdirSync("src/features");

/** shared -> features -> app; a feature never reaches into its neighbour. */
const zones = [
  ...features.map((f) => ({
    target: `./src/features/${f}`,
    from: "./src/features",
    except: [`./${f}`],
    message: "Features meet in src/app.",
  })),
  { target: "./src/features", from: "./src/app", message: "app composes features." },
  {
    target: ["./src/components", "./src/lib", "./src/api"],
    from: ["./src/features", "./src/app"],
    message: "Shared rooms stand below features.",
  },
  { target: "./src/components", from: "./src/api", message: "Shared components take data as props." },
  { target: "./src/lib", from: ["./src/components", "./src/api"], message: "lib holds pure helpers." },
];

export default tseslint.config(
  { ignores: ["dist", "src/api/generated/**"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...query.configs["flat/recommended"],
  {
    files: ["src/**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { "import-x": importX, "react-hooks": reactHooks },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json" })] },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // It speaks to the React compiler, which does not build this page.
      "react-hooks/incompatible-library": "off",
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-cycle": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-globals": ["error", { name: "fetch", message: "Call the generated client in src/api." }],
      "no-restricted-syntax": [
        "error",
        { selector: "Literal[value=/^#[0-9a-fA-F]{3,8}$/]", message: "Colours are tokens in styles/theme.css." },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Text is rendered as text." },
        { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML)$/]", message: "Text is rendered as text." },
      ],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 120, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
);
