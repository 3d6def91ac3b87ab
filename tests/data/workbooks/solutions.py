# One solution of each task; a line that begins with "# task" opens the cell of that task.
# task 1.1
answer_1_1 = len(corpus.documents)
# task 1.2
answer_1_2 = (corpus.documents.groupby("page").size() > 1).sum()
# task 1.3
answer_1_3 = corpus.spans[corpus.spans["label"] == "caption"]
# task 1.4
answer_1_4 = corpus.documents.loc[corpus.documents["published_on"].isna(), "doc_id"].tolist()
# task 1.5
import pandas as pd

chosen = corpus.documents[corpus.documents["published_on"].isna()].iloc[0]
answer_1_5 = pd.DataFrame({
    "page": [chosen["page"]], "article": [chosen["position"]], "action": ["date"], "value": ["2031-05-04"],
})
# task 1.6
answer_1_6 = clusters.groupby("reuse_cluster").size().idxmax()
# task 2.1
answer_2_1 = ("و", "ب")
# task 2.2
answer_2_2 = ct.tokenize(corpus, scheme="lemma", stop_words=ct.load_stop_words(["function"]))
# task 2.3
answer_2_3 = tokens.document_counts()[tokens.column(word)]
# task 2.4
answer_2_4 = tokens.merge(variants.head(1))
# task 2.5
rows = keyness[(keyness["outlet"] == outlet) & (keyness["n_documents_target"] >= 3)]
answer_2_5 = rows.sort_values("log_odds_z", ascending=False, kind="stable")["feature"].iloc[0]
# task 2.6
answer_2_6 = lines.table["doc_id"].nunique()
# task 3.1
answer_3_1 = tokens.document_term_matrix().shape
# task 3.2
answer_3_2 = ct.fit_topics(tokens, n_topics=6, random_state=random_state)
# task 3.3
answer_3_3 = model.doc_ids[model.doc_topic[:, 0].argmax()]
# task 3.4
known = corpus.documents.set_index("doc_id").loc[list(model.doc_ids)]
answer_3_4 = model.doc_topic[(known["outlet"] == outlet).to_numpy(), 0].mean()
# task 3.5
answer_3_5 = {topic: f"عنوان الموضوع {topic}" for topic in range(model.topic_word.shape[0])}
# task 4.1
answer_4_1 = (statements["voice"] == "attributed").mean()
# task 4.2
quoted = statements[(statements["outlet"] == outlet) & statements["source_name"].notna()]
answer_4_2 = quoted["source_name"].value_counts().idxmax()
# task 4.3
answer_4_3 = {name: list(words) for name, words in list(project.targets.items())[:1]}
# task 4.4
answer_4_4 = stance[stance["holder"] == "outlet"]
# task 4.5
firm = comparison[(comparison["kind"] == "pair") & (comparison["q_value"] < 0.05)]
answer_4_5 = list(zip(firm["outlet"], firm["other"]))
# task 4.6
row = comparison.dropna(subset=["estimate", "low", "high"]).iloc[0]
answer_4_6 = (
    f"The mean stance of the outlet's own voice is {row.estimate:.2f}, with an interval from "
    f"{row.low:.2f} to {row.high:.2f}, and it rests on {row.n_clusters} independent texts."
)
# task 5.1
answer_5_1 = charts.label(text)
# task 5.2
with charts.use_style():
    answer_5_2 = charts.plot_bars(counts, category="outlet", value="size")
    answer_5_2.set_title(charts.label("عدد مقالات كل وسيلة"))
# task 5.3
with charts.use_style():
    answer_5_3 = charts.mirror(charts.plot_bars(counts, category="outlet", value="size"))
# task 5.4
ct.save_figure(answer_5_2.figure, "my-figure", data=counts, folder=folder)
answer_5_4 = "my-figure"
