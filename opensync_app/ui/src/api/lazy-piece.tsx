import { use, type ComponentType, type ReactNode } from "react";
import { api } from "./client";

export interface LazyPiece<P> {
  (props: P): ReactNode;
  /** Fetches the script ahead; never fails. */
  preload: () => Promise<void>;
}

/** A failed fetch is said for so long before another one is allowed. */
const AGAIN_MS = 500;
const RELOADED = "opensync-reloaded-at";
/** A page that was loaded anew for a missing script does not do so again within this time. */
const RELOAD_REST_MS = 60_000;

/**
 * A piece of the page whose script arrives when it is first shown. When the server is away that is an error
 * which the next boundary shows and may retry; when it answers but no longer has the script, a newer version
 * runs and the page is loaded anew.
 */
export function lazyPiece<P extends object>(load: () => Promise<ComponentType<P>>): LazyPiece<P> {
  let Piece: ComponentType<P> | undefined;
  let failure: Error | undefined;
  let loading: Promise<void> | undefined;
  const fail = async (): Promise<void> => {
    if (await isOutdated()) window.location.reload();
    failure = new Error("A part of OpenSync did not arrive. Is the server still running?");
    window.setTimeout(() => {
      failure = undefined;
      loading = undefined;
    }, AGAIN_MS);
  };
  const preload = (): Promise<void> =>
    (loading ??= load().then((found) => {
      Piece = found;
    }, fail));
  function Lazy(props: P): ReactNode {
    if (Piece) return <Piece {...props} />;
    if (failure) throw failure;
    use(preload());
    return null;
  }
  return Object.assign(Lazy, { preload });
}

/** Whether the server answers, so that what it did not send is gone for good; true at most once a while. */
async function isOutdated(): Promise<boolean> {
  const answer = await api.GET("/api/status").catch(() => undefined);
  if (answer?.data === undefined) return false;
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (performance.timeOrigin + performance.now() - last < RELOAD_REST_MS) return false;
  sessionStorage.setItem(RELOADED, String(performance.timeOrigin + performance.now()));
  return true;
}
