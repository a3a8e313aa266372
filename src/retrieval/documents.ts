/** A value as an index may hold it: missing, one, or several. */
export type IndexValue = string | readonly string[] | null | undefined;

/** An asset as it is kept in the asset index. */
export interface AssetDocument {
  readonly video_id: string;
  /** ISO 8601 */
  readonly creation_date?: IndexValue;
  readonly production_country?: IndexValue;
  readonly moderation_status?: IndexValue;
  readonly primary_category?: IndexValue;
  readonly secondary_category?: IndexValue;
}

/** A user as kept in the user index. */
export interface UserDocument {
  readonly user_id: string;
  readonly user_country?: IndexValue;
  readonly user_blacklist?: IndexValue;
}
