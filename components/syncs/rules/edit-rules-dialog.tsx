"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { destinationsQueries } from "@/components/destinations/api";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { showError } from "@/components/shell/show-error";
import { useUpdateSync } from "@/components/syncs/api";
import { RuleFields } from "@/components/syncs/rules/rule-fields";
import { changedRules, type DeliveryRules, draftOf, readRules } from "@/components/syncs/rules/rules-draft";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";

/** Changes whom a sync leaves out and what it asks about; what was saved can be undone. */
export function EditRulesDialog({ sync, onClose }: { sync: SyncDetail; onClose: () => void }) {
	const networks = useQuery(destinationsQueries.networks());
	const update = useUpdateSync();
	// The rules as they were when it opened: whatever else the page learns of the sync meanwhile.
	const [before] = useState(() => draftOf(sync));
	const [draft, setDraft] = useState(before);
	const [wasTried, setTried] = useState(false);
	/** What differs between the two, unless someone else has changed it since. */
	const send = (was: DeliveryRules, now: DeliveryRules) =>
		update.mutateAsync({
			params: { syncId: sync.id },
			body: { ...changedRules(was, now), before: changedRules(now, was) },
		});
	const save = async () => {
		setTried(true);
		const [was, now] = [readRules(before), readRules(draft)];
		if (!was || !now) return;
		if (Object.keys(changedRules(was, now)).length === 0) {
			onClose();
			return;
		}
		await send(was, now);
		onClose();
		toast.success("The delivery rules were changed", {
			description: "They apply from the next run.",
			action: { label: "Undo", onClick: () => void undo(now, was) },
		});
	};
	const undo = (...change: Parameters<typeof send>) =>
		send(...change)
			.then(() => toast.success("The delivery rules are as they were"))
			.catch((error: unknown) => showError("The change was not undone", error));
	return (
		<FormDialog
			open
			onClose={onClose}
			title="Delivery rules"
			description={`Who this sync leaves out at ${sync.destination.name}, and when it asks for confirmation.`}
			failure={{ title: "The rules were not changed", error: update.error }}
			submitLabel="Save rules"
			isPending={update.isPending}
			className="max-w-xl"
			// The notice above the fields, or the field itself, shows the error.
			onSubmit={() => void save().catch(() => {})}
		>
			<RuleFields
				draft={draft}
				segmentId={sync.segment.id}
				campaign={sync.campaign}
				hasHoldouts={sync.campaign === null && sync.use === "include"}
				modes={networks.data?.items.find((one) => one.slug === sync.destination.network)?.modes}
				wasTried={wasTried}
				issueAt={(field) => issueOf(update.error, field)}
				names={Object.fromEntries(sync.excludedSegments.map(({ id, name }) => [id, name]))}
				onChange={(part) => setDraft((now) => ({ ...now, ...part }))}
			/>
		</FormDialog>
	);
}
