"use client";

import { useState } from "react";
import { FormDialog } from "@/components/shell/form-dialog";
import { showError } from "@/components/shell/show-error";
import { TagEditor } from "@/components/tags/tag-editor";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { SegmentDetail, UpdateSegmentInput } from "@/lib/segments/contracts";

const rhythms = [
	[15, "every 15 minutes"],
	[60, "every hour"],
	[360, "every 6 hours"],
	[1440, "every day"],
] as const;

/** Name, description, tags and how often the people are recomputed. */
export function RenameDialog({
	segment,
	open,
	onOpenChange,
	onSave,
}: {
	segment: SegmentDetail;
	open: boolean;
	onOpenChange: (open: boolean) => void;
	onSave: (change: UpdateSegmentInput) => Promise<void>;
}) {
	const [name, setName] = useState(segment.name);
	const [description, setDescription] = useState(segment.description);
	const [tags, setTags] = useState(segment.tags);
	const [minutes, setMinutes] = useState(segment.refreshEveryMinutes);
	const [isPending, setPending] = useState(false);
	const isKnownRhythm = rhythms.some(([each]) => each === minutes);
	const save = async () => {
		setPending(true);
		try {
			await onSave({ name, description, tags, refreshEveryMinutes: minutes });
			onOpenChange(false);
		} catch (error) {
			showError("Nothing was changed", error);
		} finally {
			setPending(false);
		}
	};
	return (
		<FormDialog
			open={open}
			onClose={() => onOpenChange(false)}
			title="Name, tags and schedule"
			submitLabel="Save"
			isPending={isPending}
			isReady={name.trim() !== ""}
			className="max-w-md"
			onSubmit={() => void save()}
		>
			<Field label="Name" error={name.trim() === "" ? "Give the segment a name" : null}>
				<Input value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
			</Field>
			<Field label="Description" hint="What it is for, so that others know.">
				<Textarea
					value={description}
					maxLength={1000}
					onChange={(event) => setDescription(event.target.value)}
				/>
			</Field>
			<TagEditor tags={tags} onChange={setTags} />
			<Field label="Refresh schedule">
				<Choice
					value={String(minutes)}
					onChange={(value) => setMinutes(Number(value))}
					options={(isKnownRhythm
						? rhythms
						: [[minutes, `every ${minutes} minutes`] as const, ...rhythms]
					).map(([each, label]) => ({ value: String(each), label }))}
				/>
			</Field>
		</FormDialog>
	);
}
