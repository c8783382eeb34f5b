"use client";

import { ConfirmDialog } from "@/components/ui/dialogs/confirm-dialog";
import { formatCount } from "@/components/ui/format-number";
import type { ImportConsent } from "@/lib/sources/files/import-mapping";

/** Shows what an import will do before it starts: it can be stopped, but not undone. */
export function ImportConfirmation({
	open,
	onOpenChange,
	fileName,
	kind,
	estimatedRows,
	consent,
	onConfirm,
}: {
	open: boolean;
	onOpenChange: (open: boolean) => void;
	fileName: string;
	kind: "people" | "events";
	estimatedRows: number;
	consent: ImportConsent | null;
	onConfirm: () => Promise<unknown>;
}) {
	return (
		<ConfirmDialog
			open={open}
			onOpenChange={onOpenChange}
			title={`Import ${fileName}?`}
			confirmLabel="Start the import"
			description={
				<ul className="grid list-disc gap-1 pl-4">
					<li>
						About {formatCount(estimatedRows)} rows become{" "}
						{kind === "people" ? "people and their traits" : "events of people"}.
					</li>
					<li>Rows that cannot be read are left out and listed with line, column and reason.</li>
					<li>
						{kind === "people"
							? "What is known already stays; what the file says differently counts from now on."
							: "Events this workspace already has from the same file change nothing."}
					</li>
					<li>{consentWords(consent)}</li>
					<li>You may leave the page; the import goes on. It can be stopped, but not taken back.</li>
				</ul>
			}
			onConfirm={onConfirm}
		/>
	);
}

function consentWords(consent: ImportConsent | null): string {
	if (consent?.kind === "statement") {
		return `Consent for ${consent.purposes.join(", ")} is recorded for everyone in the file, in your name.`;
	}
	if (consent?.kind === "column")
		return `Consent for ${consent.purposes.join(", ")} is read from the column, row by row.`;
	return "No consent is recorded: none of these people are delivered anywhere because of this file.";
}
