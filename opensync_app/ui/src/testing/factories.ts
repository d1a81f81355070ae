import type { Message, SearchResult, Session, Status } from "@/api/types";

const DAY_ONE = Date.UTC(2026, 4, 1, 12);
const NO_TOKENS = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 };

export function makeStatus(change: Partial<Status> = {}): Status {
  return {
    sessions: 2,
    messages: 5,
    sources: [{ name: "claude-code", sessions: 2, messages: 5 }],
    lastSyncedAt: DAY_ONE,
    index: { state: "ready", lag: 0, built: null },
    import: { state: "idle", source: null, filesDone: 0, filesTotal: 0, sessions: 0, messages: 0, startedAt: null, etaMs: null, tools: [] },
    semantic: { state: "off", covered: 0, total: 0, model: "", problem: null },
    ...change,
  };
}

export function makeSession(id: string, change: Partial<Session> = {}): Session {
  return {
    id,
    externalId: `external-${id}`,
    source: "claude-code",
    provider: "anthropic",
    title: `Session ${id}`,
    model: "claude-sonnet-5",
    models: ["claude-sonnet-5"],
    projectName: "harbour",
    projectPath: "/home/me/harbour",
    promptTokens: 1000,
    completionTokens: 200,
    totalTokens: 1200,
    tokens: { ...NO_TOKENS, input: 1000, output: 200 },
    tokensWithChildren: { ...NO_TOKENS, input: 1000, output: 200 },
    cost: 0.0123,
    costMicroUsd: 12_300,
    costWithChildren: 0.0123,
    durationMs: 65_000,
    isPublic: false,
    isStub: false,
    isAutomated: false,
    starred: false,
    subagentCount: 0,
    evalReady: false,
    messageCount: 3,
    userPromptCount: 1,
    assistantMessageCount: 2,
    toolCallCount: 1,
    createdAt: DAY_ONE,
    updatedAt: DAY_ONE,
    ...change,
  };
}

export function makeMessage(id: string, words: string, change: Partial<Message> = {}): Message {
  return {
    id,
    externalId: `external-${id}`,
    role: "user",
    kind: "prompt",
    createdAt: DAY_ONE,
    isSidechain: false,
    textContent: words,
    parts: [{ type: "text", content: words }],
    ...change,
  };
}

export function makeReply(id: string, parts: Message["parts"]): Message {
  return makeMessage(id, "", { role: "assistant", kind: "reply", model: "claude-sonnet-5", parts });
}

export function makeResult(session: Session, change: Partial<SearchResult>): SearchResult {
  return {
    id: session.id,
    _id: session.id,
    sessionId: session.id,
    externalId: session.externalId,
    source: session.source,
    title: session.title ?? null,
    totalTokens: session.totalTokens,
    cost: session.cost,
    messageCount: session.messageCount,
    isPublic: false,
    starred: session.starred,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    score: 1,
    matchedIn: [],
    snippet: "",
    snippets: [],
    ...change,
  };
}
