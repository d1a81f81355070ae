import { Component, type ReactNode } from "react";
import { Failure } from "./States";

interface Props {
  /** A change of this value gives the children another chance. */
  resetKey: string;
  /** What stands in the place of what broke; else what happened is said there. */
  fallback?: ReactNode;
  children: ReactNode;
}

/** Keeps a crash inside the part of the page where it happened. */
export class ErrorBoundary extends Component<Props, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override componentDidUpdate(before: Props): void {
    if (before.resetKey !== this.props.resetKey && this.state.error) this.setState({ error: undefined });
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    if (this.props.fallback !== undefined) return this.props.fallback;
    return (
      <Failure title="This part of the page broke" error={this.state.error} onRetry={() => this.setState({ error: undefined })} />
    );
  }
}
