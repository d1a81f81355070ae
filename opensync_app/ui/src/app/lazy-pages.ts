import { lazyPiece } from "@/api/lazy-piece";

export const OverviewPage = lazyPiece(async () => (await import("./pages/OverviewPage")).OverviewPage);
export const SessionsPage = lazyPiece(async () => (await import("./pages/SessionsPage")).SessionsPage);
export const ReaderPage = lazyPiece(async () => (await import("./pages/ReaderPage")).ReaderPage);
export const ContextPage = lazyPiece(async () => (await import("./pages/ContextPage")).ContextPage);
export const GalleryPage = lazyPiece(async () => (await import("./pages/GalleryPage")).GalleryPage);
export const Timeline = lazyPiece(async () => (await import("@/features/timeline/Timeline")).Timeline);
export const Excerpt = lazyPiece(async () => (await import("./pages/Excerpt")).Excerpt);
export const FirstRun = lazyPiece(async () => (await import("@/features/first-run/FirstRun")).FirstRun);
export const Palette = lazyPiece(async () => (await import("./palette/Palette")).Palette);
export const ShortcutsDialog = lazyPiece(async () => (await import("./ShortcutsDialog")).ShortcutsDialog);
export const BellPanel = lazyPiece(async () => (await import("./bell/BellPanel")).BellPanel);

/** What a next click may ask for, the likeliest first. */
const PIECES = [Palette, ShortcutsDialog, BellPanel, SessionsPage, ReaderPage, ContextPage, OverviewPage, Timeline, Excerpt];

/** Fetches every piece, one after the other: what is here works on when the server is away for a while. */
export async function preloadPieces(): Promise<void> {
  for (const piece of PIECES) await piece.preload();
}
