import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { newestQuery } from "@/api/finding";
import { savedSearchesQuery, type SavedSearch } from "@/api/saved-searches";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { TextBones } from "@/components/Skeletons";
import { splitList } from "@/lib/address";
import { titleOf } from "./hits";
import { SYNTAX } from "./syntax";

interface Props {
  source: string | undefined;
  onType: (words: string) => void;
  onRun: (search: SavedSearch) => void;
}

const EXAMPLES = SYNTAX.filter(({ example }) => /^(project|tool|role|after|is|")/.test(example));
const SAVED = 6;

/** The page before anything is asked: saved searches, the newest sessions, what can be typed. */
export function Invitation({ source, onType, onRun }: Props) {
  const saved = useQuery(savedSearchesQuery);
  const newest = useQuery(newestQuery(splitList(source)));
  return (
    <div className="mx-auto grid w-full max-w-3xl animate-appear grid-cols-[minmax(0,1fr)] gap-8 py-6 sm:py-10">
      <header className="text-center">
        <h1 className="text-2xl font-light tracking-tight">Search everything that was said</h1>
        <p className="mt-2 text-[13px] text-balance text-muted">
          Prompts, answers, commands and what tools printed. Pick what helps and copy it, within a token budget, into your next prompt.
        </p>
      </header>
      {saved.data && saved.data.length > 0 && (
        <Block title="Saved searches">
          <ul className="grid gap-2 sm:grid-cols-2">
            {saved.data.slice(0, SAVED).map((one) => (
              <li key={one.id} className="min-w-0">
                <button type="button" onClick={() => onRun(one)} className="w-full min-w-0 rounded-card border bg-card px-3 py-2 text-left hover:border-line-strong">
                  <span className="block truncate text-[13px]">{one.name}</span>
                  <span className="block truncate text-micro text-dim">{one.query}</span>
                </button>
              </li>
            ))}
          </ul>
        </Block>
      )}
      <Block title="Newest sessions">
        {newest.isPending && <TextBones lines={5} />}
        <ul className="divide-y rounded-card border bg-card empty:hidden">
          {newest.data?.sessions.map((one) => (
            <li key={one.id}>
              <Link
                to="/sessions/$sessionId"
                params={{ sessionId: one.id }}
                search={(now) => ({ source: now.source })}
                className="flex min-w-0 items-baseline gap-2 px-3 py-2 text-[13px] outline-offset-[-2px] hover:bg-fill-soft"
              >
                <span dir="auto" className="truncate">{titleOf(one)}</span>
                <SourceBadge source={one.source} />
                <span className="ml-auto hidden max-w-40 shrink-0 truncate text-xs text-dim sm:inline">{one.projectName}</span>
                <Ago at={one.updatedAt} className="shrink-0 text-right text-xs text-dim max-sm:ml-auto sm:w-16" />
              </Link>
            </li>
          ))}
        </ul>
      </Block>
      <Block title="What can be typed">
        <ul className="flex flex-wrap gap-2">
          {examplesFor(newest.data?.sessions.find((one) => one.projectName)?.projectName).map(({ example, words }) => (
            <li key={example}>
              <button type="button" title={words} onClick={() => onType(example)} className="rounded-button border bg-card px-2.5 py-1 font-mono text-[11px] text-muted hover:border-line-strong hover:text-ink">
                {example}
              </button>
            </li>
          ))}
        </ul>
      </Block>
    </div>
  );
}

/** What can be typed, with a project that there is. */
function examplesFor(project: string | null | undefined): typeof SYNTAX {
  if (!project) return EXAMPLES;
  const value = /^[\w.-]+$/.test(project) ? project : `"${project.replaceAll('"', "")}"`;
  return EXAMPLES.map((one) => (one.example.startsWith("project:") ? { ...one, example: `project:${value}` } : one));
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 text-xs text-muted">{title}</h2>
      {children}
    </section>
  );
}
