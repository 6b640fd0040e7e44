// The pages of the dashboard, in the order of the sidebar.

import { GitCompare, LayoutDashboard, List, type LucideIcon, Upload, Workflow } from "lucide-react";

/** One entry of the sidebar. */
export interface NavigationEntry {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Keys that go there. */
  readonly keys: string;
}

/** The main pages. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { href: "/", label: "Overview", icon: LayoutDashboard, keys: "g o" },
  { href: "/runs", label: "Runs", icon: List, keys: "g r" },
  { href: "/compare", label: "Compare", icon: GitCompare, keys: "g c" },
  { href: "/workflows", label: "Workflows", icon: Workflow, keys: "g w" },
  { href: "/exports", label: "Exports", icon: Upload, keys: "g e" },
];

/** Whether `pathname` lies on the page of `href`. */
export function isCurrent(href: string, pathname: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

/** Pages that need the width: there the sidebar is a rail. */
export function isRailPage(pathname: string): boolean {
  return pathname.startsWith("/runs/") || pathname.startsWith("/compare");
}
