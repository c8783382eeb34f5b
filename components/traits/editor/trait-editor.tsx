"use client";

import { type ReactNode, useCallback, useMemo, useState } from "react";
import { BuilderProvider, type PendingFocus } from "@/components/rules/builder-context";
import { toCatalog } from "@/components/rules/to-catalog";
import { ConditionGroup } from "@/components/rules/tree/condition-group";
import { ConditionRow } from "@/components/rules/tree/condition-row";
import { useBegunNode } from "@/components/rules/tree/use-begun-node";
import { DraftNotice } from "@/components/shell/drafts/draft-notice";
import { UndoButtons } from "@/components/shell/drafts/undo-buttons";
import type { KeptDraftState } from "@/components/shell/drafts/use-kept-draft";
import { useUndoKeys } from "@/components/shell/drafts/use-undo-keys";
import { AggregateSentence } from "@/components/traits/editor/aggregate-sentence";
import { type ReadDraft, readDraft, type TraitDraft } from "@/components/traits/editor/draft";
import { FormulaEditor } from "@/components/traits/editor/formula-editor";
import { PreviewPanel } from "@/components/traits/editor/preview-panel";
import { ScoreSentences } from "@/components/traits/editor/score-sentences";
import { StageList } from "@/components/traits/editor/stage-list";
import type { NamedTraitDraft } from "@/components/traits/editor/use-trait-draft";
import { Card } from "@/components/ui/card";
import type { CatalogOutput } from "@/lib/rules/contracts";
import { fillRole } from "@/lib/segments/adapt-template";

const controls = { rule: ConditionRow, ruleGroup: ConditionGroup };
const noSizes = new Map<string, number>();

/**
 * A definition as sentences, with its result beside it. `openedAt` is the one instant of this editing session
 * that all its numbers are as of; `name` the trait being edited. `actions` receives what would be saved.
 */
export function TraitEditor({
	draft: kept,
	names,
	name,
	openedAt,
	actions,
}: {
	draft: KeptDraftState<NamedTraitDraft>;
	names: CatalogOutput;
	name?: string;
	openedAt: string;
	actions: (read: ReadDraft) => ReactNode;
}) {
	const { value } = kept;
	const { draft } = value;
	const onChange = (next: TraitDraft) => kept.change({ ...value, draft: next });
	useUndoKeys(kept);
	const [focus, setFocus] = useState<PendingFocus | null>(null);
	const [announcement, setAnnouncement] = useState("");
	const announce = useCallback((what: string) => setAnnouncement(what), []);
	// A trait cannot use itself: it is not offered.
	const offered = useMemo(
		() => ({ ...names, traits: names.traits.filter((trait) => trait.name !== name) }),
		[names, name],
	);
	const catalog = useMemo(() => toCatalog(offered), [offered]);
	const read = useMemo(() => readDraft(draft, catalog, names.timeZone), [draft, catalog, names.timeZone]);
	const { checked } = read;
	const { problems, begin, leave } = useBegunNode(draft, checked);
	return (
		<BuilderProvider
			value={{
				names: offered,
				sizes: noSizes,
				areCurrent: true,
				problems,
				isReadOnly: false,
				focus,
				setFocus,
				begin,
				leave,
				// Only rules can come from a template; a name filled in applies to every stage.
				fillRole: (role, chosen) => {
					if (draft.kind !== "stage") return;
					const stages = draft.stages.map((stage) => ({
						...stage,
						rule: fillRole(stage.rule, role, chosen, catalog),
					}));
					onChange({ ...draft, stages });
				},
				announce,
				controls,
			}}
		>
			<div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
				<div className="grid min-w-0 gap-3">
					<div className="flex flex-wrap items-center gap-2">
						<UndoButtons draft={kept} />
						<div className="ml-auto flex flex-wrap items-center gap-2">{actions(read)}</div>
					</div>
					<DraftNotice trouble={kept.trouble} />
					<Card className="min-w-0 p-4">
						{draft.kind === "aggregate" && <AggregateSentence draft={draft} onChange={onChange} />}
						{draft.kind === "formula" && (
							<FormulaEditor draft={draft} problem={read.textProblem} onChange={onChange} />
						)}
						{draft.kind === "score" && (
							<ScoreSentences draft={draft} timeZone={names.timeZone} onChange={onChange} />
						)}
						{draft.kind === "stage" && <StageList draft={draft} onChange={onChange} />}
					</Card>
					<p aria-live="polite" className="sr-only">
						{announcement}
					</p>
				</div>
				<div className="lg:sticky lg:top-4">
					<PreviewPanel draft={read.definition} checked={checked} name={name} asOf={openedAt} />
				</div>
			</div>
		</BuilderProvider>
	);
}
