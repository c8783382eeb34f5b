"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pin, PinOff } from "lucide-react";
import { keepGolden, pinGolden, unpinGolden } from "@/components/segments/insights-queries";
import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { GoldenPerson } from "@/lib/segments/insights-contracts";

type Expected = GoldenPerson["expected"];

/** Pins a person as expected in or out, or unpins them; both can be undone. */
export function useGolden(segmentId: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({
			profileId,
			expected,
		}: {
			profileId: number;
			expected: Expected | null;
			was: Expected | null;
		}) =>
			expected === null ? unpinGolden(segmentId, profileId) : pinGolden(segmentId, profileId, { expected }),
		onSuccess: (list, { profileId, expected, was }) => {
			void keepGolden(client, segmentId, list);
			toast.success(expected === null ? "No longer a test profile" : `Test profile: expected ${expected}`, {
				action: {
					label: "Undo",
					onClick: () => {
						const undone =
							was === null
								? unpinGolden(segmentId, profileId)
								: pinGolden(segmentId, profileId, { expected: was });
						undone
							.then((before) => keepGolden(client, segmentId, before))
							.catch((error: unknown) => showError("That could not be undone", error));
					},
				},
			});
		},
		onError: (error) => showError("The test profile was not changed", error),
	});
}

export function GoldenChoice({
	segmentId,
	profileId,
	golden,
}: {
	segmentId: string;
	profileId: number;
	golden: Expected | null;
}) {
	const mayWrite = useCan("segments.write");
	const change = useGolden(segmentId);
	if (!mayWrite) return null;
	const choose = (expected: Expected | null) => change.mutate({ profileId, expected, was: golden });
	return (
		<section aria-labelledby="golden-choice" className="grid gap-1.5">
			<h3 id="golden-choice" className="font-medium text-sm">
				Test profile
			</h3>
			<p className="text-muted-foreground text-sm">
				{golden === null
					? "Pin people you are sure about: a changed rule that gets them wrong is only saved when you confirm it."
					: `Must be ${golden}. A rule change that breaks this is only saved after you confirm.`}
			</p>
			<div className="flex flex-wrap gap-2">
				{golden !== "in" && (
					<Button variant="outline" size="sm" disabled={change.isPending} onClick={() => choose("in")}>
						<Pin aria-hidden="true" /> Must be in
					</Button>
				)}
				{golden !== "out" && (
					<Button variant="outline" size="sm" disabled={change.isPending} onClick={() => choose("out")}>
						<Pin aria-hidden="true" /> Must be out
					</Button>
				)}
				{golden !== null && (
					<Button variant="ghost" size="sm" disabled={change.isPending} onClick={() => choose(null)}>
						<PinOff aria-hidden="true" /> Unpin
					</Button>
				)}
			</div>
		</section>
	);
}
