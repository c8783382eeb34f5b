import { z } from "zod";

/** Fields of the vault: they are stored encrypted in Postgres and never reach the warehouse. */
export const personalFields = [
	"email",
	"phone",
	"first_name",
	"last_name",
	"name",
	"username",
	"street",
	"city",
	"state",
	"postal_code",
	"country",
	"birthday",
	"gender",
	"mobile_ad_id",
	"push_token",
	"avatar",
] as const;
export const personalField = z.enum(personalFields);
export type PersonalField = z.infer<typeof personalField>;

export const personalFieldLabels: Record<PersonalField, string> = {
	email: "E-mail",
	phone: "Phone",
	first_name: "First name",
	last_name: "Last name",
	name: "Full name",
	username: "User name",
	street: "Street",
	city: "City",
	state: "State or province",
	postal_code: "Postal code",
	country: "Country",
	birthday: "Birthday",
	gender: "Gender",
	mobile_ad_id: "Mobile advertising id",
	push_token: "Push token",
	avatar: "Picture",
};

const aliases: Record<string, PersonalField> = {
	email: "email",
	emailaddress: "email",
	mail: "email",
	phone: "phone",
	phonenumber: "phone",
	mobile: "phone",
	mobilephone: "phone",
	mobilenumber: "phone",
	telephone: "phone",
	tel: "phone",
	cellphone: "phone",
	firstname: "first_name",
	givenname: "first_name",
	forename: "first_name",
	lastname: "last_name",
	surname: "last_name",
	familyname: "last_name",
	name: "name",
	fullname: "name",
	displayname: "name",
	username: "username",
	street: "street",
	streetaddress: "street",
	address: "street",
	address1: "street",
	addressline1: "street",
	city: "city",
	town: "city",
	zip: "postal_code",
	zipcode: "postal_code",
	postcode: "postal_code",
	postalcode: "postal_code",
	birthday: "birthday",
	birthdate: "birthday",
	dateofbirth: "birthday",
	dob: "birthday",
	idfa: "mobile_ad_id",
	idfv: "mobile_ad_id",
	gaid: "mobile_ad_id",
	aaid: "mobile_ad_id",
	maid: "mobile_ad_id",
	advertisingid: "mobile_ad_id",
	mobileadid: "mobile_ad_id",
	pushtoken: "push_token",
	devicetoken: "push_token",
	avatar: "avatar",
	avatarurl: "avatar",
	photo: "avatar",
};

function bare(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The vault field a trait's name means (`firstName`, `first_name`, `First name` alike), or null for an ordinary trait. */
export function personalFieldOf(name: string): PersonalField | null {
	const key = bare(name);
	return Object.hasOwn(aliases, key) ? (aliases[key] ?? null) : null;
}

const contactFields = new Set<PersonalField | null>([
	"email",
	"phone",
	"first_name",
	"last_name",
	"mobile_ad_id",
	"push_token",
]);

/** Whether the last part of a dotted name means contact data, which is kept in the vault and nowhere else. */
export function isContactName(name: string): boolean {
	return contactFields.has(personalFieldOf(name.slice(name.lastIndexOf(".") + 1)));
}
