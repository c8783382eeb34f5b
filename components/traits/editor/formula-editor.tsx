"use client";

import { CircleAlert, Plus } from "lucide-react";
import { useId, useRef } from "react";
import { useBuilder } from "@/components/rules/builder-context";
import { ChoicePicker } from "@/components/rules/pickers/choice-picker";
import { typeWords } from "@/components/traits/trait-words";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/textarea";
import { formulaFunctions } from "@/lib/traits/formula-functions";
import type { TextProblem } from "@/lib/traits/located-formula";
import { printName } from "@/lib/traits/print-formula";

type FormulaDraft = { kind: "formula"; text: string };

/** A formula as text, with what can be inserted listed, and errors marked in place. */
export function FormulaEditor({
	draft,
	problem,
	onChange,
}: {
	draft: FormulaDraft;
	problem: TextProblem | null;
	onChange: (draft: FormulaDraft) => void;
}) {
	const { names } = useBuilder();
	const id = useId();
	const field = useRef<HTMLTextAreaElement>(null);
	const { text } = draft;
	const insert = (piece: string, back = 0) => {
		const input = field.current;
		const from = input?.selectionStart ?? text.length;
		const to = input?.selectionEnd ?? text.length;
		onChange({ ...draft, text: `${text.slice(0, from)}${piece}${text.slice(to)}` });
		const caret = from + piece.length - back;
		// The text renders first; then the caret goes after what was inserted.
		requestAnimationFrame(() => {
			input?.focus();
			input?.setSelectionRange(caret, caret);
		});
	};
	return (
		<div className="grid gap-3">
			<label htmlFor={id} className="font-medium text-sm">
				Formula
			</label>
			<Textarea
				ref={field}
				id={id}
				value={text}
				rows={4}
				spellCheck={false}
				aria-invalid={problem !== null || undefined}
				aria-describedby={problem ? `${id}-problem` : `${id}-hint`}
				placeholder="For example: [revenue 90 days] / [orders 90 days]"
				onChange={(event) => onChange({ ...draft, text: event.target.value })}
				className="font-mono text-sm"
			/>
			{problem && (
				<div id={`${id}-problem`} className="grid gap-1 text-sm">
					<p className="flex items-start gap-1.5 text-destructive">
						<CircleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
						{problem.message}
					</p>
					<p aria-hidden="true" className="break-words rounded-md bg-muted px-2 py-1 font-mono text-xs">
						{text.slice(0, problem.from)}
						<mark className="rounded-sm bg-destructive/20 text-foreground">
							{text.slice(problem.from, problem.to)}
						</mark>
						{text.slice(problem.to)}
					</p>
					{problem.suggestion && (
						<Button
							variant="outline"
							size="sm"
							className="justify-self-start"
							onClick={() =>
								onChange({
									...draft,
									text: `${text.slice(0, problem.from)}${printName(problem.suggestion ?? "")}${text.slice(problem.to)}`,
								})
							}
						>
							Use “{problem.suggestion}”
						</Button>
					)}
				</div>
			)}
			<div className="flex flex-wrap gap-2">
				<ChoicePicker
					label="Find a trait"
					empty="No trait has that name."
					choices={names.traits.map(({ name, type }) => ({
						value: name,
						label: name,
						hint: typeWords[type],
					}))}
					onPick={(name) => insert(printName(name))}
				>
					<Button variant="outline" size="sm">
						<Plus aria-hidden="true" />
						Trait
					</Button>
				</ChoicePicker>
				<ChoicePicker
					label="Find a function"
					empty="There is no such function."
					choices={formulaFunctions.map(({ name, signature, says }) => ({
						value: name,
						label: signature,
						hint: says,
					}))}
					onPick={(name) => insert(`${name}()`, name === "now" ? 0 : 1)}
				>
					<Button variant="outline" size="sm">
						<Plus aria-hidden="true" />
						Function
					</Button>
				</ChoicePicker>
			</div>
			<p id={`${id}-hint`} className="text-muted-foreground text-sm">
				Calculate with + − * / and brackets, compare with = != &gt; &gt;= &lt; &lt;=, join with and, or, not.
				Put names with spaces in [brackets], text in "quotes". What is missing stays missing: a sum with a
				missing part has no value, and neither has anything divided by zero; coalesce(a, 0) puts a number in
				its place.
			</p>
		</div>
	);
}
