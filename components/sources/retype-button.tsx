"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "@/components/shell/call-api";
import { showError } from "@/components/shell/show-error";
import { typeLabels } from "@/components/sources/role-choices";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatCount, formatPlural } from "@/components/ui/format-number";
import { sourcesApi } from "@/lib/sources/api";
import type { RetypingInput } from "@/lib/sources/contracts";

/** Gives a trait that exists another type, after saying what becomes of the values it holds. */
export function RetypeButton({ name, type }: RetypingInput) {
	const client = useQueryClient();
	const [isOpen, setOpen] = useState(false);
	const label = typeLabels[type].toLowerCase();
	const preview = useMutation({
		mutationFn: () => callApi(sourcesApi.previewRetyping, { query: { name, type } }),
		onSuccess: () => setOpen(true),
		onError: (error) => showError("What would change could not be counted", error),
	});
	const retype = useMutation({
		mutationFn: () => callApi(sourcesApi.retype, { body: { name, type } }),
		onSuccess: () => client.invalidateQueries({ queryKey: ["imports", "inspection"] }),
		onError: (error) => showError("The type was not changed", error),
	});
	return (
		<>
			<Button variant="outline" size="sm" isPending={preview.isPending} onClick={() => preview.mutate()}>
				Change it to {label}
			</Button>
			{preview.data && (
				<ConfirmDialog
					open={isOpen}
					onOpenChange={setOpen}
					title={`Change "${name}" to ${label}?`}
					confirmLabel="Change the type"
					description={
						<ul className="grid list-disc gap-1 pl-4">
							<li>
								{formatCount(preview.data.converted)} of{" "}
								{formatPlural(preview.data.people, "person", "people")} have a value that reads as {label}; it
								is converted.
							</li>
							<li>
								{formatCount(preview.data.kept)} have one that does not; it is kept, but rules do not find it
								any more.
							</li>
							<li>Check the segments with a condition on this trait afterwards.</li>
						</ul>
					}
					onConfirm={() => retype.mutateAsync()}
				/>
			)}
		</>
	);
}
