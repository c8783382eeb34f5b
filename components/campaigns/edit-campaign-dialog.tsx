"use client";

import { useState } from "react";
import { useUpdateCampaign } from "@/components/campaigns/api";
import { HoldoutField } from "@/components/campaigns/holdout-field";
import { optionalNumber } from "@/components/campaigns/optional-number";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/** What may still be changed: never what is measured, never anybody's group. */
export function EditCampaignDialog({ campaign, onClose }: { campaign: CampaignDetail; onClose: () => void }) {
	const [name, setName] = useState(campaign.name);
	const [cost, setCost] = useState(campaign.costCents === null ? "" : String(campaign.costCents / 100));
	const [points, setPoints] = useState(
		campaign.effectWorthHaving === null ? "" : String(Number((campaign.effectWorthHaving * 100).toFixed(6))),
	);
	const [holdout, setHoldout] = useState({
		holdoutBp: campaign.holdoutBp,
		holdoutReason: campaign.holdoutReason ?? "",
	});
	const [problem, setProblem] = useState<{ cost?: string; points?: string }>({});
	const update = useUpdateCampaign();
	const mayChangeHoldout = campaign.status === "draft" || campaign.status === "running";
	const save = () => {
		const amount = optionalNumber(cost);
		const effect = optionalNumber(points);
		const problems = {
			...(Number.isNaN(amount) || (amount ?? 0) < 0 ? { cost: "An amount, such as 1200 or 1200.50." } : {}),
			...(Number.isNaN(effect) || (effect !== null && (effect <= 0 || effect > 100))
				? { points: "More than 0 and at most 100 points." }
				: {}),
		};
		setProblem(problems);
		if (Object.keys(problems).length > 0) return;
		const isHoldoutChanged = mayChangeHoldout && holdout.holdoutBp !== campaign.holdoutBp;
		update.mutate(
			{
				params: { campaignId: campaign.id },
				body: {
					name,
					costCents: amount === null ? null : Math.round(amount * 100),
					effectWorthHaving: effect === null ? null : effect / 100,
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
			description={
				campaign.status === "draft"
					? "Nobody is in a group yet."
					: "Goal, value and window are fixed since launch, so that nobody can choose the answer afterwards."
			}
			failure={{ title: "Not saved", error: update.error }}
			submitLabel="Save"
			isPending={update.isPending}
			onSubmit={save}
		>
			<Field label="Name" error={issueOf(update.error, "name")}>
				<Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
			</Field>
			<div className="grid items-start gap-4 sm:grid-cols-2">
				<Field
					label={`Cost, ${campaign.currency}`}
					error={problem.cost ?? issueOf(update.error, "costCents")}
				>
					<Input inputMode="decimal" value={cost} onChange={(event) => setCost(event.target.value)} />
				</Field>
				<Field
					label="Effect worth having, points"
					error={problem.points ?? issueOf(update.error, "effectWorthHaving")}
				>
					<Input inputMode="decimal" value={points} onChange={(event) => setPoints(event.target.value)} />
				</Field>
			</div>
			{mayChangeHoldout && (
				<HoldoutField
					holdoutBp={holdout.holdoutBp}
					reason={holdout.holdoutReason}
					error={issueOf(update.error, "holdoutReason")}
					isRunning={campaign.status === "running"}
					onChange={(change) => setHoldout((now) => ({ ...now, ...change }))}
				/>
			)}
		</FormDialog>
	);
}
