"use client";

import { useState } from "react";
import { showError } from "@/components/shell/show-error";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogFooter, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { SegmentDetail, UpdateSegmentInput } from "@/lib/segments/contracts";

const rhythms = [
	[15, "every 15 minutes"],
	[60, "every hour"],
	[360, "every 6 hours"],
	[1440, "every day"],
] as const;

/** Name, description and how often the people are recomputed. */
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
	const [minutes, setMinutes] = useState(segment.refreshEveryMinutes);
	const [isPending, setPending] = useState(false);
	const isKnownRhythm = rhythms.some(([each]) => each === minutes);
	const save = async () => {
		setPending(true);
		try {
			await onSave({ name, description, refreshEveryMinutes: minutes });
			onOpenChange(false);
		} catch (error) {
			showError("Nothing was changed", error);
		} finally {
			setPending(false);
		}
	};
	return (
		<Dialog open={open} onOpenChange={onOpenChange}>
			<DialogContent className="max-w-md">
				<DialogHeader>
					<DialogTitle>Name and rhythm</DialogTitle>
				</DialogHeader>
				<form
					className="grid gap-4"
					onSubmit={(event) => {
						event.preventDefault();
						void save();
					}}
				>
					<Field label="Name" error={name.trim() === "" ? "Give the segment a name" : null}>
						<Input value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
					</Field>
					<Field label="Description" hint="What it is for, for those who come after you.">
						<Textarea
							value={description}
							maxLength={1000}
							onChange={(event) => setDescription(event.target.value)}
						/>
					</Field>
					<Field label="Refreshed">
						<RhythmSelect minutes={minutes} isKnown={isKnownRhythm} onChange={setMinutes} />
					</Field>
					<DialogFooter>
						<Button variant="outline" onClick={() => onOpenChange(false)}>
							Cancel
						</Button>
						<Button type="submit" isPending={isPending} disabled={name.trim() === ""}>
							Save
						</Button>
					</DialogFooter>
				</form>
			</DialogContent>
		</Dialog>
	);
}

function RhythmSelect({
	minutes,
	isKnown,
	onChange,
	...control
}: {
	minutes: number;
	isKnown: boolean;
	onChange: (minutes: number) => void;
	id?: string;
}) {
	return (
		<Select value={String(minutes)} onValueChange={(value) => onChange(Number(value))}>
			<SelectTrigger {...control}>
				<SelectValue />
			</SelectTrigger>
			<SelectContent>
				{!isKnown && <SelectItem value={String(minutes)}>every {minutes} minutes</SelectItem>}
				{rhythms.map(([each, label]) => (
					<SelectItem key={each} value={String(each)}>
						{label}
					</SelectItem>
				))}
			</SelectContent>
		</Select>
	);
}
