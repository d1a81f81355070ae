/** The machinery of menus, popovers and tooltips; a chunk of its own, which arrives after the first paint. */
export * as Menu from "@radix-ui/react-dropdown-menu";
export * as Popover from "@radix-ui/react-popover";
