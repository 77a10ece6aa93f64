import { type Day, daysBetween, isDay } from '../../../domain/period.js';

/** Entries are booked by the day of their report; over holidays some banks book a few days ahead. */
export const MOST_DAYS_AHEAD = 10;

type Texts = ReadonlyMap<string, string>;

/** The days of a report, and those of its entries as far as they can be right. */
export class DaysOfReport {
  /** The last valid date: most entries have the same date as the entry before. */
  private known = '';
  private last: Day | null = null;

  /**
   * @param head the texts of the message's header
   * @param own the texts of the report, which may come after this is made
   */
  constructor(
    private readonly head: Texts,
    private readonly own: Texts,
  ) {}

  /** The last day that the report covers, and the days on which it and its message were created, where they are said. */
  private get said(): readonly string[] {
    const texts = [this.own.get('FrToDt/ToDtTm'), this.own.get('CreDtTm'), this.head.get('CreDtTm')];
    return texts.filter((text) => text !== undefined).map((text) => text.slice(0, 10));
  }

  /**
   * The report's date: the end of the period it covers, else the day on which the report or the message was created;
   * null when that is no date.
   */
  get datedOn(): Day | null {
    const [first = ''] = this.said;
    return isDay(first) ? first : null;
  }

  /** The last of these days; "" when none of them is a date. */
  get latest(): Day {
    this.last ??= this.said.filter(isDay).sort().at(-1) ?? '';
    return this.last;
  }

  isDate(text: string): boolean {
    if (text !== this.known && !isDay(text)) return false;
    this.known = text;
    return true;
  }

  /** Whether no entry of this report can be booked on a day: it is more days later than banks book ahead. */
  isLate(booked: string): boolean {
    const { latest } = this;
    return (
      booked > latest && this.isDate(booked) && latest !== '' && daysBetween(latest, booked) > MOST_DAYS_AHEAD
    );
  }
}
