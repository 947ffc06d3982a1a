# %% [markdown] lang="en"
# ## Editing along directions
#
# Does the latent space have a direction "with dark glasses"?
# Take the mean code of all training portraits that wear dark glasses, minus the mean code of those that wear none.
# In this data all attributes were chosen independently, so the other eight are about equally frequent on both sides and nearly cancel.
# (In photographs they would not: a direction "glasses" found there also makes people older, if those with glasses are older in the data.)
#
# We add the direction to the codes of test portraits and decode.

# %% [markdown] lang="zh"
# ## 沿方向编辑
#
# 潜空间里有没有“戴墨镜”这样一个方向？
# 用戴墨镜的训练头像的平均编码，减去没戴眼镜的训练头像的平均编码，就得到一个方向。
# 在这份数据里，各属性是相互独立地选定的，所以其余八个属性的取值在两组头像中的比例差不多，相减后大致抵消。
# （换成照片就不会抵消：如果数据中戴眼镜的人年纪偏大，得到的“眼镜”方向也会使人变老。）
#
# 我们把这个方向加到测试头像的编码上，再解码。

# %%
codes, _ = portrait_vae.encode(portraits)  # (9000, 32)
test_codes, _ = portrait_vae.encode(test_portraits)  # (2000, 32)


def mean_where(values, name, value):
    return values[portraits_with(attributes, **{name: value})].mean(0)


def direction(name, before, after):
    return mean_where(codes, name, after) - mean_where(codes, name, before)


edits = [
    ("glasses", "none", "dark"),
    ("hair", "short", "long"),
    ("hair_color", "brown", "green"),
    ("mouth", "sad", "smiling"),
    ("hat", "none", "red"),
]

# %%
people = portraits_with(
    test_attributes, glasses="none", hair="short", hair_color="brown", mouth="sad", hat="none"
)
chosen = test_codes[people][:3]
columns = [chosen, *(chosen + direction(*edit) for edit in edits)]
columns.append(chosen + sum(direction(*edit) for edit in edits[1:3]))
pictures = np.stack([test_portraits[people][:3], *map(portrait_vae.decode, columns)], axis=1)
titles = ["test", "rebuilt", "glasses", "long", "green", "smile", "red hat", "long, green"]
plotting.show(
    plotting.image_grid(
        pictures.reshape(-1, 16, 16, 3), columns=8, column_labels=titles, scale=0.7
    ),
    "Test portraits with short brown hair and a sad mouth, each edited along one direction; at the right along two.",
    "三幅棕色短发、嘴角向下的测试头像，各沿一个方向编辑；最右一列沿两个方向。",
)

# %% [markdown] lang="en"
# Most edits change what they name, and two of them add up to long green hair.
# The new long hair has strands of other colours than brown, probably because its direction comes from portraits of all hair colours.
# How well do they work on all test portraits?
# The simplest rival adds the difference of the two mean **images** to the pixels of the portrait itself.
# Of the two functions in the next cell, the first edits in both ways; the second counts how often the edited attribute is read as wanted, and how often the other eight are read rightly.

# %% [markdown] lang="zh"
# 上图中，大多数编辑都改变了想改的属性；最右一列沿两个方向编辑，得到绿色长发。
# 加长的头发带有棕色以外的颜色，大概是因为这个方向由各种发色的头像算出。
# 对全部测试头像，效果怎么样？
# 用来对照的是最简单的办法：求两组头像的平均**图像**之差，直接加到原头像的像素上。
# 下面的单元格里有两个函数：前一个用两种办法来编辑；后一个统计两个比例，即被编辑的属性有多少认作所要的取值，其余八个属性有多少认得对。


# %%
def edit_both_ways(mask, name, before, after):
    by_code = portrait_vae.decode(test_codes[mask] + direction(name, before, after))
    shift = mean_where(flat, name, after) - mean_where(flat, name, before)  # (768,)
    by_pixels = test_portraits[mask] / 255 + shift.reshape(16, 16, 3)
    return by_code, np.rint(np.clip(by_pixels, 0, 1) * 255).astype("uint8")


def shares_right(images, wanted, column):
    right = reader.predict(images) == wanted  # (n, 9)
    return [right[:, column].mean(), np.delete(right, column, axis=1).mean()]


# %% [markdown] lang="en"
# Each row of the table is about all test portraits that have the value before the arrow; wanted is the value after it.
# The column "others right before" is of their reconstructions, without any edit.

# %% [markdown] lang="zh"
# 表的每一行统计的是属性取值与箭头前相同的全部测试头像；箭头后是所要的取值。
# “编辑前其余属性认对”一列统计的是未经编辑的重建。

# %%
names = [known.name for known in PORTRAIT_ATTRIBUTES]
rows, edited = [], {}
for name, before, after in edits:
    mask, column = portraits_with(test_attributes, **{name: before}), names.index(name)
    attribute, wanted = PORTRAIT_ATTRIBUTES[column], test_attributes[mask].copy()
    old, new = (attribute.values.index(value) for value in (before, after))
    wanted[:, column] = new
    shares = shares_right(by_vae[mask], wanted, column)[1:]
    for images in edit_both_ways(mask, name, before, after):
        shares += shares_right(images, wanted, column)
    edited[f"{name}: {after}"] = float(shares[1])
    arrow = " → ".join(attribute.chinese_values[value] for value in (old, new))
    words = (f"{name}: {before} → {after}", f"{attribute.chinese}：{arrow}")
    rows.append([words, len(wanted), *(f"{x:.0%}" for x in shares)])
columns = [("edit", "编辑"), ("portraits", "头像数"), ("others right before", "编辑前其余属性认对")]
columns += [("as wanted", "认作所要的取值"), ("others right", "其余属性认对")]
columns += [("pixels: as wanted", "像素相加：认作所要的取值")]
columns += [("pixels: others right", "像素相加：其余属性认对")]
plotting.table(columns, rows)

# %% [markdown] lang="en"
# Editing by codes works best for hair style and glasses, though the new hair costs the other attributes something; the mouth, which the codes keep least well, obeys least.
# (In the row of the mouth more of the others are right, since the attribute that is lost most often is not among them.)
# And the rival is strong: for glasses, hair style, hair colour and mouth adding a picture does as well or better.
# With it the other attributes stay as they are, since it starts from the portrait, not from a reconstruction, and hardly touches other pixels.
# That is a property of these drawings, in which every portrait is in the same place and an attribute has pixels of its own.
# The red hat shows the limit: there the codes are ahead, probably because a hat covers other hair in other portraits, and a direction of codes may mean other pixels in each.
# In photographs things do not keep their place, and adding pictures would not do.

# %% [markdown] lang="zh"
# 用编码来编辑，发型和眼镜的效果最好，不过改发型会影响其余属性；嘴在编码里保留得最差，编辑的效果也最差。
# （嘴这一行里，其余属性认对得更多，因为最常丢失的那个属性不在其中。）
# 最简单的像素相加却很有效：对眼镜、发型、发色和嘴，加上一幅差值图像，效果与用编码编辑不相上下，甚至更好。
# 像素相加也不影响其余属性，因为它从原头像出发，而不是从重建出发，别处的像素几乎不变。
# 像素相加之所以这样有效，是因为这些头像画得很规整：头像的位置都相同，每个属性各占固定的像素。
# 红帽子说明了像素相加的局限：用编码来编辑，效果比像素相加好。
# 原因可能是：帽子在不同的头像里遮住的头发不同，像素相加却给每幅头像加上同一幅差值图像；编码的同一个方向，则可以在各幅头像里对应不同的像素变化。
# 照片里的东西位置各不相同，像素相加就行不通了。
