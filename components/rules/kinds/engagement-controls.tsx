"use client";

import { useQuery } from "@tanstack/react-query";
import { campaignsQueries } from "@/components/campaigns/api";
import { InlineInput, InlineSelect, Word } from "@/components/rules/controls/inline-controls";
import { CountComparison } from "@/components/rules/controls/number-comparison";
import { optionsOf } from "@/components/rules/controls/operator-select";
import { LeafWindow } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { withPart } from "@/components/rules/kinds/with-part";
import { IdPicker } from "@/components/rules/pickers/id-picker";
import { useCan } from "@/components/shell/workspace-context";
import type { EngagementLeaf } from "@/lib/rules/rule";

const actionLabels: Record<EngagementLeaf["field"], string> = {
	sent: "were sent messages",
	delivered: "received messages",
	opened: "opened messages",
	clicked: "clicked in messages",
	converted: "converted after messages",
	unsubscribed: "unsubscribed from messages",
};

/** "opened messages of Spring sale at least once in the last 30 days". */
export function EngagementSentence(props: KindProps<EngagementLeaf>) {
	const { leaf, parts, disabled, onChange } = props;
	const mayRead = useCan("campaigns.read");
	const campaigns = useQuery({ ...campaignsQueries.list(), enabled: mayRead });
	const items = campaigns.data?.items ?? [];
	return (
		<>
			<InlineSelect
				label="What happened with messages"
				value={leaf.field}
				options={optionsOf(actionLabels)}
				onChange={(field) => onChange({ ...leaf, field })}
				disabled={disabled}
			/>
			<Word>of</Word>
			<IdPicker
				noun="campaign"
				id={leaf.campaign ?? ""}
				choices={items.map(({ id, name, status }) => ({ value: id, label: name, hint: status }))}
				{...(campaigns.isPending && mayRead ? { empty: "Looking…" } : {})}
				isAnyAllowed
				isInvalid={parts.has("campaign")}
				disabled={disabled}
				onPick={(campaign) => onChange(withPart(leaf, "campaign", campaign))}
			/>
			<Word>by</Word>
			<InlineInput
				aria-label="Channel"
				placeholder="any channel"
				value={leaf.channel ?? ""}
				disabled={disabled}
				aria-invalid={parts.has("channel") || undefined}
				onChange={(event) => onChange(withPart(leaf, "channel", event.target.value))}
			/>
			<CountComparison of="messages" label="How many times" {...props} />
			<Word>{leaf.value === 1 ? "time" : "times"}</Word>
			<LeafWindow {...props} />
		</>
	);
}
