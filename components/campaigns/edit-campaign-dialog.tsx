"use client";

import { useState } from "react";
import { AmountField } from "@/components/campaigns/amount-field";
import { useUpdateCampaign } from "@/components/campaigns/api";
import { HoldoutField } from "@/components/campaigns/holdout-field";
import { readMoney, readPoints, writeShare } from "@/components/campaigns/typed-amounts";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { TagEditor } from "@/components/tags/tag-editor";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/** What can still be changed of a campaign that was launched: never what is measured, never anyone's group. */
export function EditCampaignDialog({ campaign, onClose }: { campaign: CampaignDetail; onClose: () => void }) {
	const [name, setName] = useState(campaign.name);
	const [cost, setCost] = useState(campaign.costCents === null ? "" : String(campaign.costCents / 100));
	const [points, setPoints] = useState(writeShare(campaign.effectWorthHaving));
	const [holdout, setHoldout] = useState({
		holdoutBp: campaign.holdoutBp,
		holdoutReason: campaign.holdoutReason ?? "",
	});
	const [tags, setTags] = useState(campaign.tags);
	// Of what the fields began with: the campaign may be read again while they are edited.
	const [basedOnVersion] = useState(campaign.version);
	const [wasTried, setTried] = useState(false);
	const update = useUpdateCampaign();
	const mayChangeHoldout = campaign.status === "running";
	const save = () => {
		const amount = readMoney(cost);
		const effect = readPoints(points);
		setTried(true);
		if (amount.value === undefined || effect.value === undefined) return;
		const isHoldoutChanged = mayChangeHoldout && holdout.holdoutBp !== campaign.holdoutBp;
		update.mutate(
			{
				params: { campaignId: campaign.id },
				body: {
					basedOnVersion,
					name,
					tags,
					costCents: amount.value,
					effectWorthHaving: effect.value,
					...(isHoldoutChanged
						? {
								holdoutBp: holdout.holdoutBp,
								holdoutReason: holdout.holdoutBp === 0 ? holdout.holdoutReason : null,
							}
						: {}),
				},
			},
			{
				onSuccess: () => {
					toast.success("Saved");
					onClose();
				},
			},
		);
	};
	return (
		<FormDialog
			open
			onClose={onClose}
			title={`Edit ${campaign.name}`}
			description="Goal, value and conversion window are fixed at launch, so that no one can choose the answer afterwards."
			failure={{ title: "Not saved", error: update.error }}
			submitLabel="Save"
			isPending={update.isPending}
			onSubmit={save}
		>
			<Field label="Name" error={issueOf(update.error, "name")}>
				<Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
			</Field>
			<TagEditor tags={tags} error={issueOf(update.error, "tags")} onChange={setTags} />
			<div className="grid items-start gap-4 sm:grid-cols-2">
				<AmountField
					label={`Cost, ${campaign.currency}`}
					error={(wasTried ? readMoney(cost).problem : undefined) ?? issueOf(update.error, "costCents")}
					value={cost}
					problemOf={(text) => readMoney(text).problem}
					onChange={setCost}
				/>
				<AmountField
					label="Smallest lift worth acting on (points)"
					error={
						(wasTried ? readPoints(points).problem : undefined) ?? issueOf(update.error, "effectWorthHaving")
					}
					value={points}
					problemOf={(text) => readPoints(text).problem}
					onChange={setPoints}
				/>
			</div>
			{mayChangeHoldout && (
				<HoldoutField
					holdoutBp={holdout.holdoutBp}
					reason={holdout.holdoutReason}
					error={issueOf(update.error, "holdoutReason")}
					isRunning
					onChange={(change) => setHoldout((now) => ({ ...now, ...change }))}
				/>
			)}
		</FormDialog>
	);
}
