"use client";

import { useState } from "react";
import { useSuppress } from "@/components/consent/api";
import { kindLabels, purposeText, reasonLabels } from "@/components/consent/suppression-words";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { formatCount } from "@/components/ui/format-number";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";
import { type ConsentPurpose, consentPurposes } from "@/lib/consent/purposes";
import { readPasted } from "@/lib/consent/read-pasted";
import {
	type AddedSuppressions,
	type SuppressedKind,
	type SuppressionReason,
	suppressedKinds,
	suppressionReasons,
} from "@/lib/consent/suppressions";
import { pluralText } from "@/lib/kernel/number-text";

const examples: Record<SuppressedKind, string> = {
	email: "ana@example.com\nben@example.com",
	phone: "+1 415 555 0123",
	user_id: "customer-1042",
};

/** Pasted identifiers go on the list of what is never sent. What is refused stays in the field, to be corrected. */
export function SuppressDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
	const [text, setText] = useState("");
	const [kind, setKind] = useState<SuppressedKind>("email");
	const [reason, setReason] = useState<SuppressionReason>("manual");
	const [purpose, setPurpose] = useState<ConsentPurpose | "">("");
	const [refused, setRefused] = useState("");
	const save = useSuppress();
	const values = readPasted(kind, text);
	const close = () => {
		save.reset();
		setText("");
		setRefused("");
		onClose();
	};
	const done = (result: AddedSuppressions) => {
		if (result.added + result.known > 0) {
			toast.success(addedText(result), {
				description:
					result.people > 0
						? `${pluralText(result.people, "known person", "known people")} will be removed wherever they were sent.`
						: "No one known has one of them yet.",
			});
		}
		if (result.invalid.length === 0) return close();
		setText(result.invalid.map(({ index }) => values[index]).join("\n"));
		setRefused(refusedText(result, values));
	};
	return (
		<FormDialog
			open={open}
			onClose={close}
			title="Never send to these"
			description="They are kept from every destination at once, also when someone with one of them joins later or agrees in an imported file. Muster keeps a hash of each, and a hint to recognize it by."
			failure={{ title: "Not added", error: save.error }}
			submitLabel={values.length > 1 ? `Add ${formatCount(values.length)}` : "Add"}
			isPending={save.isPending}
			className="max-w-xl"
			isReady={values.length > 0}
			onSubmit={() =>
				save.mutate({ kind, values, reason, purpose: purpose === "" ? null : purpose }, { onSuccess: done })
			}
		>
			<div className="grid gap-4 sm:grid-cols-3">
				<Field label="What they are">
					<Choice
						value={kind}
						onChange={setKind}
						options={suppressedKinds.map((value) => ({ value, label: kindLabels[value] }))}
					/>
				</Field>
				<Field label="Why">
					<Choice
						value={reason}
						onChange={setReason}
						options={suppressionReasons.map((value) => ({ value, label: reasonLabels[value] }))}
					/>
				</Field>
				<Field label="Kept from">
					<Choice
						value={purpose}
						onChange={setPurpose}
						none={purposeText(null)}
						options={consentPurposes.map((value) => ({ value, label: purposeText(value) }))}
					/>
				</Field>
			</div>
			<Field
				label={kindLabels[kind]}
				hint="One a line, or rows pasted from a CSV file."
				error={refused || issueOf(save.error, "values")}
			>
				<Textarea
					required
					rows={7}
					className="font-mono"
					spellCheck={false}
					placeholder={examples[kind]}
					value={text}
					onChange={({ target }) => setText(target.value)}
				/>
			</Field>
		</FormDialog>
	);
}

function refusedText({ invalid }: AddedSuppressions, values: readonly string[]): string {
	const [first] = invalid;
	if (!first) return "";
	const others =
		invalid.length > 1
			? ` ${pluralText(invalid.length - 1, "more line is", "more lines are")} left here, too.`
			: "";
	return `“${values[first.index]}” ${first.reason}.${others}`;
}

function addedText({ added, known }: AddedSuppressions): string {
	const before = known > 0 ? `${formatCount(known)} already on the list` : "";
	if (added === 0) return `Nothing added: ${before}`;
	return [`${formatCount(added)} added`, before].filter(Boolean).join(", ");
}
