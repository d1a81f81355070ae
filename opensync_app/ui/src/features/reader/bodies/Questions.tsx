import { questionsOf } from "@/lib/tools";

/** What a person was asked, and what there was to choose from. */
export function Questions({ args }: { args: unknown }) {
  return questionsOf(args).map((question, index) => (
    <div key={index} className="text-[13px]">
      <p>
        {question.title !== "" && <span className="mr-2 rounded bg-fill px-1.5 text-[10px]/4 font-medium text-muted">{question.title}</span>}
        {question.words}
      </p>
      <ul className="mt-1 space-y-0.5 text-xs text-muted">
        {question.options.map((option, at) => (
          <li key={at} className="flex gap-2">
            <span aria-hidden className="text-dim">
              –
            </span>
            <span>
              {option.label}
              {option.about !== "" && <span className="text-dim"> · {option.about}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  ));
}
