"use client";

import { useQuery } from "@tanstack/react-query";
import { campaignsQueries } from "@/components/campaigns/api";
import { InlineInput, InlineSelect, NameButton, Word } from "@/components/rules/controls/inline-controls";
import { NumberComparison } from "@/components/rules/controls/number-comparison";
import { WindowControls } from "@/components/rules/controls/window-controls";
import type { KindProps } from "@/components/rules/kinds/kind-props";
import { anyValue, ChoicePicker } from "@/components/rules/pickers/name-picker";
import { useMay } from "@/components/shell/workspace-context";
import { aggregateOperators } from "@/lib/rules/catalog";
import { type EngagementLeaf, engagementActions } from "@/lib/rules/rule";

const actionLabels: Record<EngagementLeaf["field"], string> = {
	sent: "were sent messages",
	delivered: "received messages",
	opened: "opened messages",
	clicked: "clicked in messages",
	converted: "converted after messages",
	unsubscribed: "unsubscribed from messages",
};

/** "opened messages of Spring sale at least once in the last 30 days". */
export function EngagementSentence({ leaf, parts, disabled, onChange }: KindProps<EngagementLeaf>) {
	const mayRead = useMay("campaigns.read");
	const campaigns = useQuery({ ...campaignsQueries.list(), enabled: mayRead });
	const items = campaigns.data?.items ?? [];
	const chosen = items.find(({ id }) => id === leaf.campaign);
	return (
		<>
			<InlineSelect
				label="What happened with messages"
				value={leaf.field}
				options={engagementActions.map((value) => ({ value, label: actionLabels[value] }))}
				onChange={(field) => onChange({ ...leaf, field })}
				disabled={disabled}
			/>
			<Word>of</Word>
			<ChoicePicker
				label="Find a campaign"
				empty={campaigns.isPending && mayRead ? "Looking…" : "No campaign is called that."}
				choices={[
					{ value: anyValue, label: "any campaign" },
					...items.map(({ id, name, status }) => ({ value: id, label: name, hint: status })),
				]}
				onPick={(value) => {
					const { campaign: _, ...rest } = leaf;
					onChange(value === anyValue ? rest : { ...rest, campaign: value });
				}}
			>
				<NameButton
					label="Campaign"
					name={leaf.campaign ?? "any campaign"}
					shown={leaf.campaign === undefined ? undefined : (chosen?.name ?? "a campaign that is gone")}
					isInvalid={parts.has("campaign")}
					disabled={disabled}
				/>
			</ChoicePicker>
			<Word>by</Word>
			<InlineInput
				aria-label="Channel"
				placeholder="any channel"
				value={leaf.channel ?? ""}
				disabled={disabled}
				aria-invalid={parts.has("channel") || undefined}
				onChange={(event) => {
					const { channel: _, ...rest } = leaf;
					const channel = event.target.value;
					onChange(channel === "" ? rest : { ...rest, channel });
				}}
			/>
			<NumberComparison
				of="messages"
				label="How many times"
				compared={{ operator: leaf.operator, value: leaf.value }}
				operators={aggregateOperators("count")}
				isCount
				isWhole
				isInvalid={parts.has("value")}
				disabled={disabled}
				onChange={(compared) => onChange({ ...leaf, ...compared })}
			/>
			<Word>{leaf.value === 1 ? "time" : "times"}</Word>
			<WindowControls
				window={leaf.window}
				isInvalid={parts.has("window")}
				disabled={disabled}
				onChange={(window) => onChange({ ...leaf, window })}
			/>
		</>
	);
}
